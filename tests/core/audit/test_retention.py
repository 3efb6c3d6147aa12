from core.audit import Trail
from core.audit.retention import apply_retention
from core.errors import StoreError
from core.worklist import Store
from tests.core.refused import refused
from tests.core.worklist.made_records import aged, some_record


def test_what_grew_too_old_goes_with_one_line(tmp_path, monkeypatch):
    store = Store.open()
    for number in (1, 2, 3):
        record = store.save(some_record(number))
        if number < 3:
            aged(store, record, 40)
    assert apply_retention(store) == 0
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "30")
    assert apply_retention(store) == 2
    assert apply_retention(store) == 0
    assert store.count() == 1
    (entry,) = Trail.open().read()
    assert (entry.who, entry.did) == ("retention", "removed")
    assert entry.what == "2 records older than 30 days"
    monkeypatch.setenv("LIVERLENS_AUDIT", "off")
    assert apply_retention(store) == 0


def test_nothing_goes_without_its_line(tmp_path, monkeypatch):
    store = Store.open()
    aged(store, store.save(some_record(1)), 40)
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "30")
    monkeypatch.setenv("LIVERLENS_AUDIT", str(tmp_path / "none" / "audit.jsonl"))
    (tmp_path / "none").write_text("a file where the folder is to be")
    with refused(StoreError, "trail_not_writable"):
        apply_retention(store)
    assert store.count() == 1
