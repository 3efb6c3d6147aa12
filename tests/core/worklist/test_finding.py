import pytest

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
        lambda *given, discover=finding.discover, **options: (
            calls.append(1) or discover(*given, **options)
        ),
    )
    assert [outcome.error for outcome in work(store, quick_analysis)] == [""] * 3
    assert calls == [1]


def test_what_is_no_longer_on_the_list_is_not_even_read(tmp_path, series_folder, monkeypatch):
    store = Store.open(tmp_path / "worklist.sqlite3")
    add_inputs(store, [series_folder(3)], "quick", WEIGHTS)
    (tmp_path / "consent.txt").write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    monkeypatch.setattr(finding, "read_series", lambda _: pytest.fail("it was read"))
    outcomes = list(work(store, quick_analysis))
    assert [outcome.refusal.code for outcome in outcomes] == ["no_consent"] * 3
    assert [outcome.refusal.series_uid for outcome in outcomes] == [
        f"1.2.3.100.{number}" for number in range(3)
    ]
    assert [item.state for item in store.queue.items()] == ["failed"] * 3
