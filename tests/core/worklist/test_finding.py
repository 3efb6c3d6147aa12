from core.worklist import Store, add_inputs, finding, work
from tests.core.worklist.made_records import WEIGHTS, quick_analysis


def test_headers_of_one_folder_are_read_once_for_all_its_series(
    tmp_path, series_folder, monkeypatch
):
    store = Store.open(tmp_path / "worklist.sqlite3")
    add_inputs(store, [series_folder(3)], "quick", WEIGHTS)
    calls = []
    monkeypatch.setattr(
        finding,
        "discover",
        lambda paths, discover=finding.discover: calls.append(1) or discover(paths),
    )
    assert [outcome.error for outcome in work(store, quick_analysis)] == [""] * 3
    assert calls == [1]
