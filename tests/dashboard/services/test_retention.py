import logging

from core.worklist import Store
from dashboard.services import retention, worklist_store
from tests.core.worklist.made_records import aged, some_record


def test_old_records_go_where_the_operator_wants_it(monkeypatch):
    store = Store.open()
    aged(store, store.save(some_record(1)), 40)
    assert retention.apply() == 0
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "30")
    assert retention.apply() == 1
    assert store.count() == 0


def test_no_store_is_made_for_it(monkeypatch):
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "30")
    assert retention.apply() == 0
    assert not worklist_store.exists()


def test_a_setting_that_is_wrong_stops_nothing(monkeypatch, caplog):
    monkeypatch.setenv("LIVERLENS_KEEP_DAYS", "soon")
    with caplog.at_level(logging.WARNING):
        assert retention.apply() == 0
    assert "LIVERLENS_KEEP_DAYS" in caplog.text
