import pytest

from core.errors import ConsentError, InputError, UsageError
from core.worklist import Store, add_inputs
from tests.core.refused import refused
from tests.core.worklist.made_records import WEIGHTS, some_record
from tools.mock_dicom.mock_slice import write_all
from tools.mock_dicom.mr_slices import N_SLICES, stack


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "worklist.sqlite3")


def test_every_series_of_a_folder_is_queued_and_named_by_digest_alone(store, series_folder):
    folder = series_folder(3)
    added = add_inputs(store, [folder], "quick", WEIGHTS)
    assert [one.is_new for one in added] == [True] * 3
    assert [one.item.n_slices for one in added] == [3] * 3
    assert {one.item.series_digest for one in added} == {
        store.key.series_digest(f"1.2.3.100.{number}") for number in range(3)
    }
    assert {one.item.paths for one in added} == {(str(folder),)}
    assert store.queue.items() == [one.item for one in added]


def test_added_twice_it_is_queued_once(store, series_folder):
    folder = series_folder(2)
    add_inputs(store, [folder], "quick", WEIGHTS)
    again = add_inputs(store, [folder, folder / "s00"], "quick", WEIGHTS)
    assert [one.is_new for one in again] == [False, False]
    assert len(store.queue.items()) == 2


def test_relative_paths_are_kept_whole(store, series_folder, monkeypatch):
    folder = series_folder(1)
    monkeypatch.chdir(folder.parent)
    (added,) = add_inputs(store, ["scans"], "quick", WEIGHTS)
    assert added.item.paths == (str(folder),)


def test_what_the_same_weights_have_done_is_done_again_only_if_asked(store, series_folder):
    folder = series_folder(1)
    (added,) = add_inputs(store, [folder], "quick", WEIGHTS)
    digest = added.item.series_digest
    store.queue.done(store.queue.claim(), some_record(1, series_digest=digest))
    (same,) = add_inputs(store, [folder], "quick", WEIGHTS)
    assert (same.is_new, same.item.state) == (False, "done")
    (asked,) = add_inputs(store, [folder], "quick", WEIGHTS, again=True)
    assert (asked.is_new, asked.item.state) == (True, "waiting")


def test_newer_weights_under_the_same_name_are_a_reason_to_do_it_again(store, series_folder):
    folder = series_folder(1)
    (added,) = add_inputs(store, [folder], "quick", WEIGHTS)
    digest = added.item.series_digest
    store.queue.done(store.queue.claim(), some_record(1, series_digest=digest))
    (newer,) = add_inputs(store, [folder], "quick", "cd" * 32)
    assert (newer.is_new, newer.item.state) == (True, "waiting")


def test_only_those_chosen(store, series_folder):
    added = add_inputs(
        store,
        [series_folder(3)],
        "quick",
        WEIGHTS,
        choose=lambda candidate: candidate.uid.endswith(".1"),
    )
    assert [one.item.series_digest for one in added] == [store.key.series_digest("1.2.3.100.1")]


def test_a_code_for_the_patient_is_kept_as_a_hash(store, series_folder):
    (added,) = add_inputs(store, [series_folder(1)], "quick", WEIGHTS, patient_code="Trial 07")
    assert added.item.pseudonym == store.key.pseudonym_of_code("Trial 07")


def test_nothing_is_queued_for_bad_input(store, tmp_path):
    with pytest.raises(InputError, match="gone does not exist"):
        add_inputs(store, [tmp_path / "gone"], "quick", WEIGHTS)
    assert store.queue.items() == []


def test_series_that_are_not_on_the_list_are_left_out_or_an_error(
    store, series_folder, tmp_path, monkeypatch
):
    folder = series_folder(3)
    (tmp_path / "consent.txt").write_text("1.2.3.50.1\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    with refused(ConsentError, "no_consent"):
        add_inputs(store, [folder], "quick", WEIGHTS)
    assert store.queue.items() == []
    refusals = []
    (added,) = add_inputs(store, [folder], "quick", WEIGHTS, refused=refusals.append)
    assert added.item.series_digest == store.key.series_digest("1.2.3.100.1")
    assert [one.series_uid for one in refusals] == ["1.2.3.100.0", "1.2.3.100.2"]


def test_only_what_the_model_reads(store, series_folder):
    folder = series_folder(1)
    write_all(stack(), folder / "mr")
    others = []
    (added,) = add_inputs(store, [folder], "quick", WEIGHTS, reads="CT", left_out=others.append)
    assert added.item.n_slices == 3
    assert [one.tags.modality for one in others] == ["MR"]
    with refused(UsageError, "other_modality", "quick reads CT"):
        add_inputs(store, [folder / "mr"], "quick", WEIGHTS, reads="CT")
    (of_mr,) = add_inputs(store, [folder], "signal", WEIGHTS, reads="MR")
    assert of_mr.item.n_slices == N_SLICES


def test_slices_that_came_since_are_a_reason_to_do_it_again(store, series_folder):
    folder = series_folder(1)
    moved = sorted(path for path in folder.rglob("*") if path.is_file())[-1]
    kept_aside = folder.parent / "late.dcm"
    moved.rename(kept_aside)
    (first,) = add_inputs(store, [folder], "quick", WEIGHTS)
    claim = store.queue.claim()
    store.queue.done(claim, some_record(1))
    kept_aside.rename(moved)
    (second,) = add_inputs(store, [folder], "quick", WEIGHTS)
    assert (second.is_new, second.item.state) == (True, "waiting")
    assert second.item.n_slices == second.n_slices == first.n_slices + 1
