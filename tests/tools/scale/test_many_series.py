from core.dicom import discover
from core.worklist import Store
from tools.scale.many_series import queue_each, write_many


def test_each_is_a_series_of_its_own_of_its_own_patient(tmp_path, monkeypatch):
    folders = write_many(tmp_path / "many", 3, n_slices=4, size=64)
    candidates = [one for folder in folders for one in discover([folder]).candidates]
    assert [one.n_slices for one in candidates] == [4, 4, 4]
    assert len({one.uid for one in candidates}) == 3
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    store = Store.open(tmp_path / "worklist.sqlite3")
    queue_each(store, folders, "quick", "0" * 64)
    assert store.queue.counts() == {"waiting": 3}
