"""One model over all series, counted by SQLite and by a real PostgreSQL server alike."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from core.worklist import Filter, Store, cohort, outside
from tests.core.worklist.fetched_rows import fetched_rows
from tests.core.worklist.made_records import some_record
from tools.benchmarks.many_records import fill, made_up

OTHER_WEIGHTS = "cd" * 32
FIRST = Filter(model_name="first")


def put(store: Store, number: int, **changes):
    """A record of "first", with a patient and a series of that number."""
    values = {"model_name": "first", "study_date": date(2025, 1, 1), **changes}
    return store.save(
        some_record(1, pseudonym=f"{number:016x}", series_digest=f"{number:064x}", **values)
    )


@pytest.mark.parametrize(("p", "number"), [(0.0, 0), (0.049, 0), (0.15, 3), (0.3, 6), (1.0, 19)])
def test_an_edge_belongs_to_the_bin_above_it(store, p, number):
    put(store, 1, p_malignant=p, category="benign")
    assert store.cohort(FIRST).counts.histogram == {("benign", number): 1}


def test_series_are_counted_by_category_and_risk(store):
    put(store, 1, p_malignant=0.92, burden_percent=4.0)
    put(store, 2, p_malignant=0.94, burden_percent=None, interval=None)
    put(store, 3, p_malignant=0.16, burden_percent=0.5, category="benign", needs_review=False)
    put(store, 4, model_name="second")
    counts = store.cohort(FIRST).counts
    assert counts.histogram == {("malignant", 18): 2, ("benign", 3): 1}
    assert counts.by_category == Counter(malignant=2, benign=1)
    assert (counts.n_series, counts.n_subjects, counts.n_weights) == (3, 3, 1)
    assert (counts.n_need_review, counts.n_without_interval, counts.n_without_liver) == (2, 1, 1)
    assert counts.highest_burden == 4.0


def test_of_two_files_of_weights_the_newest_answer_stands_for_a_series(store):
    older = put(store, 1, p_malignant=0.9)
    newer = put(store, 1, p_malignant=0.1, category="normal", weights_sha256=OTHER_WEIGHTS)
    put(store, 2, p_malignant=0.9)
    found = store.cohort(FIRST, picked=older.id)
    assert found.counts.by_category == Counter(malignant=1, normal=1)
    assert found.counts.n_weights == 2
    assert {one.record_id for one in found.cloud.points} == {newer.id, 3}
    assert found.picked is None
    # A condition is asked of that answer alone: the older one does not come back by it.
    malignant = store.cohort(replace(FIRST, categories=("malignant",)))
    assert [one.record_id for one in malignant.cloud.points] == [3]


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({"since": date(2025, 6, 1)}, {2}),
        ({"until": date(2025, 6, 1)}, {1}),
        ({"min_risk": 0.5}, {1}),
        ({"max_risk": 0.5}, {2}),
        ({"categories": ("benign",)}, {2}),
        ({"needs_review": True}, {1}),
        ({"has_cautions": False}, {2}),
        ({"model_name": "second"}, {3}),
    ],
)
def test_it_is_filtered_as_the_worklist_is(store, wanted, kept):
    put(store, 1, p_malignant=0.9)
    put(
        store,
        2,
        p_malignant=0.1,
        category="benign",
        study_date=date(2025, 12, 1),
        needs_review=False,
        cautions=(),
    )
    put(store, 3, model_name="second")
    found = store.cohort(replace(FIRST, **wanted))
    assert {one.record_id for one in found.cloud.points} == kept
    assert found.counts.n_series == 1


def test_what_is_not_assessable_is_counted_apart_with_its_reasons(store):
    put(store, 1)
    put(store, 2, category="not_assessable", reasons=("non_contrast", "part_of_liver"))
    put(store, 3, category="not_assessable", reasons=("non_contrast",))
    put(store, 4, category="not_assessable", reasons=())
    found = store.cohort(FIRST)
    assert found.counts.n_series == len(found.cloud.points) == 1
    assert found.outside.n_series == 3
    assert found.outside.reasons == Counter(non_contrast=2, part_of_liver=1)
    assert found.outside.newest == (4, 3, 2)
    assert store.cohort(FIRST, with_outside=True).counts.n_series == 4
    assert store.cohort(FIRST, picked=2).picked is None
    assert store.cohort(FIRST, picked=2, with_outside=True).picked.record_id == 2


def test_the_newest_of_those_are_named_and_no_outdated_answer(store, monkeypatch):
    monkeypatch.setattr(outside, "MOST_NAMED", 2)
    for number in (1, 2, 3):
        put(store, number, category="not_assessable", reasons=("non_contrast",))
    put(store, 3, weights_sha256=OTHER_WEIGHTS)
    put(store, 4, category="not_assessable")
    found = store.cohort(FIRST).outside
    assert (found.n_series, found.newest) == (3, (5, 2))


def test_of_a_large_cloud_close_series_are_a_cell_and_lonely_ones_points(store, monkeypatch):
    monkeypatch.setattr(cohort, "MOST_POINTS", 4)
    # 30 cells a side: three together in the lowest one, two in the next, one at the top.
    places = [(0.01, 0.1), (0.02, 0.2), (0.03, 0.2), (0.05, 0.1), (0.05, 0.2), (0.99, 30.0)]
    for number, (p, burden) in enumerate(places, 1):
        put(store, number, p_malignant=p, burden_percent=burden)
    cloud = store.cohort(FIRST).cloud
    assert cloud.cells == (cohort.Cell(0, 0, 3),)
    assert [one.record_id for one in cloud.points] == [4, 5, 6]
    # One in the cell is found where it is asked for.
    picked = store.cohort(FIRST, picked=1).picked
    assert (picked.record_id, picked.p_malignant, picked.burden_percent) == (1, 0.01, 0.1)


def test_without_records_there_is_nothing(store):
    found = store.cohort(FIRST)
    assert (found.counts, found.cloud) == (cohort.Counts(), cohort.Cloud())


@pytest.fixture
def file_store(tmp_path):
    store = Store.open(tmp_path / "many.sqlite3")
    yield store
    store.close()


def test_thousands_are_all_counted_and_few_rows_fetched(file_store):
    fill(file_store, 6000)
    every = [one for one in made_up(6000) if one.model_name == "first"]
    assessable = [one for one in every if one.category != "not_assessable"]
    with fetched_rows(file_store) as fetched:
        found = file_store.cohort(FIRST)
    assert found.counts.n_series == len(assessable) > cohort.MOST_POINTS
    assert found.counts.by_category == Counter(one.category for one in assessable)
    assert found.counts.n_subjects == len({one.pseudonym for one in assessable})
    assert found.outside.n_series == len(every) - len(assessable)
    in_cells = sum(cell.count for cell in found.cloud.cells)
    assert in_cells + len(found.cloud.points) == len(assessable)
    assert found.counts.highest_burden == pytest.approx(
        max(one.burden_percent for one in assessable)
    )
    # Bins by category, subjects, one list of reasons, and of the cloud its cells and points; 20
    # are pragmas of the connection.
    most = 5 * 20 + 1 + 1 + cohort.N_CELLS**2 + len(found.cloud.points) + 20
    assert len(found.cloud.points) < len(assessable) / 4
    assert 0 < fetched.rows <= most
