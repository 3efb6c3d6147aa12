"""The store's contract, held by a SQLite file and by a real PostgreSQL server alike."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.cautions import Caution
from core.errors import StoreError, UnknownRecordError, UsageError
from core.measurements import Change
from core.worklist import Filter, Store, rows
from tests.core.measurements.made import ruler
from tests.core.refused import refused
from tests.core.worklist.made_records import aged, some_record


def numbers(store: Store, **conditions) -> list[int]:
    """Series numbers of `some_record`, as the filter orders them."""
    return [int(record.series_digest, 16) for record in store.list(Filter(**conditions))]


@pytest.fixture
def filled(store):
    """Five records: risks 0.9, 0.2, 0.5, 0.5, 0.0."""
    for record in (
        some_record(1, p_malignant=0.9, study_date=date(2025, 3, 1), burden_percent=5.0),
        some_record(2, p_malignant=0.2, category="benign", study_date=date(2025, 1, 1)),
        some_record(
            3,
            p_malignant=0.5,
            category="indeterminate",
            study_date=None,
            needs_review=False,
            cautions=(Caution("no_liver", "No liver.", "stop"),),
            burden_percent=None,
        ),
        some_record(4, p_malignant=0.5, study_date=date(2025, 2, 1), model_name="other"),
        some_record(
            5,
            p_malignant=0.0,
            category="normal",
            study_date=date(2024, 12, 31),
            needs_review=False,
            cautions=(),
            burden_percent=0.0,
        ),
    ):
        store.save(record)
    return store


def test_what_is_saved_comes_back_whole(store):
    record = some_record()
    before = datetime.now(UTC) - timedelta(minutes=1)
    saved = store.save(record)
    assert replace(saved, id=None, created_at=None) == record
    assert before < saved.created_at < before + timedelta(minutes=2)
    assert store.get(saved.id) == saved
    assert store.list() == [saved]


def test_it_is_there_when_the_store_is_opened_again(store, address):
    saved = store.save(some_record())
    store.close()
    again = Store.open(address)
    assert again.list() == [saved]
    again.close()


def test_what_is_unknown_stays_unknown(store):
    record = some_record(study_date=None, interval=None, burden_percent=None, lesions=())
    assert replace(store.save(record), id=None, created_at=None) == record


def test_the_same_weights_on_the_same_series_replace_what_they_said(store):
    first = store.save(some_record(1))
    second = store.save(
        some_record(
            1,
            p_malignant=0.3,
            cautions=(Caution("metal", "Metal."),),
        )
    )
    assert second.id == first.id
    (kept,) = store.list()
    assert (kept.p_malignant, kept.cautions) == (0.3, (Caution("metal", "Metal."),))


def test_reviewed_stays_reviewed_while_the_answer_stays(store):
    number = store.save(some_record(1)).id
    store.mark(number, "reviewed")
    assert store.save(some_record(1, p_malignant=0.702)).status == "reviewed"
    assert store.get(number).p_malignant == 0.702
    assert store.save(some_record(1, p_malignant=0.6)).status == "new"
    store.mark(number, "reviewed")
    changed = some_record(1, p_malignant=0.6, category="indeterminate")
    assert store.save(changed).status == "new"


def test_an_interval_stays_until_a_new_one_comes_or_the_answer_changes(store):
    quick = {"interval": None, "needs_review": False, "review_reason": ""}
    first = store.save(some_record(1))
    again = store.save(some_record(1, **quick))
    assert again.interval == first.interval
    assert (again.needs_review, again.review_reason) == (True, "Near the threshold.")
    closer = {"normal": (0.09, 0.11), "benign": (0.19, 0.21), "malignant": (0.69, 0.71)}
    assert store.save(some_record(1, **quick | {"interval": closer})).interval == closer
    other = store.save(some_record(1, p_malignant=0.4, **quick))
    assert (other.interval, other.needs_review) == (None, False)


def test_other_weights_on_the_same_series_stand_beside_it(store):
    store.save(some_record(1))
    store.save(some_record(1, weights_sha256="cd" * 32))
    assert store.count() == 2


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("risk", [1, 4, 3, 2, 5]),
        ("date", [1, 4, 2, 5, 3]),
        ("category", [4, 1, 3, 2, 5]),
        ("caution", [4, 2, 1, 3, 5]),
        ("burden", [1, 4, 2, 5, 3]),
        ("added", [5, 4, 3, 2, 1]),
    ],
)
def test_sorted_the_most_urgent_first_and_the_unknown_last(filled, sort, expected):
    assert numbers(filled, sort=sort) == expected


def test_the_other_way_round_the_unknown_stay_last(filled):
    assert numbers(filled, sort="date", reverse=True) == [5, 2, 4, 1, 3]
    assert numbers(filled, sort="risk", reverse=True) == [5, 2, 4, 3, 1]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"min_risk": 0.5}, [4, 3, 1]),
        ({"max_risk": 0.2}, [5, 2]),
        ({"min_risk": 0.2, "max_risk": 0.5}, [4, 3, 2]),
        ({"categories": ("benign", "normal")}, [5, 2]),
        ({"since": date(2025, 1, 1)}, [4, 2, 1]),
        ({"until": date(2025, 1, 1)}, [5, 2]),
        ({"since": date(2025, 1, 2), "until": date(2025, 2, 28)}, [4]),
        ({"caution_codes": ("no_liver", "metal")}, [3]),
        ({"caution_codes": ("thick_slices",)}, [4, 2, 1]),
        ({"has_cautions": False}, [5]),
        ({"has_cautions": True}, [4, 3, 2, 1]),
        ({"needs_review": True}, [4, 2, 1]),
        ({"needs_review": False}, [5, 3]),
        ({"pseudonym": f"{2:016x}"}, [2]),
        ({"series_digest": f"{3:064x}"}, [3]),
        ({"model_name": "other"}, [4]),
        ({"status": "reviewed"}, []),
        ({"limit": 2}, [5, 4]),
        ({"limit": 2, "offset": 1}, [4, 3]),
        ({"offset": 3}, [2, 1]),
        ({"min_risk": 0.5, "needs_review": True, "sort": "risk"}, [1, 4]),
    ],
)
def test_filtered(filled, conditions, expected):
    assert numbers(filled, **conditions) == expected


def test_the_count_does_not_stop_at_the_limit(filled):
    assert filled.count(Filter(min_risk=0.5, limit=1)) == 3


@pytest.mark.parametrize(
    "wrong",
    [{"categories": ("cyst",)}, {"sort": "name"}, {"status": "old"}, {"limit": -1}, {"offset": -1}],
)
def test_a_filter_that_fits_nothing_is_refused(wrong):
    with pytest.raises(UsageError):
        Filter(**wrong)


def test_patients_the_highest_risk_first(store):
    store.save(some_record(1, p_malignant=0.1))
    store.save(some_record(2, pseudonym=f"{1:016x}", p_malignant=0.4))
    store.save(some_record(2, pseudonym=f"{1:016x}", weights_sha256="cd" * 32, p_malignant=0.3))
    store.save(some_record(3, p_malignant=0.6, study_date=None))
    second, first = store.patients()[::-1]
    assert first.n_series == 1
    assert (first.first_study, first.last_study) == (None, None)
    assert second.pseudonym == f"{1:016x}"
    assert second.n_series == 2
    assert (second.first_study, second.last_study) == (date(2025, 1, 1), date(2025, 1, 2))


def test_marked_as_reviewed_until_the_answer_is_another(store):
    number = store.save(some_record()).id
    assert store.mark(number, "reviewed").status == "reviewed"
    assert [record.id for record in store.list(Filter(status="reviewed"))] == [number]
    store.save(some_record(p_malignant=0.5))
    assert store.get(number).status == "new"
    with refused(UsageError, "unknown_status", "done"):
        store.mark(number, "done")


def test_deleted_with_its_cautions(store):
    kept, gone = store.save(some_record(1)), store.save(some_record(2))
    store.delete(gone.id)
    assert store.list(Filter(caution_codes=("non_contrast",))) == [kept]


def test_what_is_older_goes_with_what_was_kept_because_of_it(store):
    old, young = store.save(some_record(1)), store.save(some_record(2))
    store.change_measured(old.series_digest, Change(put=(ruler(),)))
    aged(store, old, 30.5)
    aged(store, young, 29.5)
    assert store.delete_older(30) == 1
    assert store.delete_older(30) == 0
    assert numbers(store) == [2]
    store.save(some_record(1))
    assert store.list(Filter(series_digest=old.series_digest))[0].measurements == ()


def test_what_was_measured_stays_while_another_record_of_the_series_does(store):
    old = store.save(some_record(1))
    young = store.save(some_record(1, weights_sha256="f" * 64))
    store.change_measured(old.series_digest, Change(put=(ruler(),)))
    aged(store, old, 31)
    assert store.delete_older(30) == 1
    assert store.get(young.id).measurements == (ruler(),)


@pytest.mark.parametrize("method", ["get", "delete"])
def test_no_record_of_that_number(store, method):
    with refused(UnknownRecordError, "unknown_record", 7):
        getattr(store, method)(7)
    with refused(UnknownRecordError, "unknown_record", 7):
        store.mark(7, "new")


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**20])
def test_a_number_that_no_record_can_have(store, number):
    store.save(some_record(1))
    for step in (store.get, store.delete, lambda n: store.mark(n, "reviewed")):
        with refused(UnknownRecordError, "unknown_record", number):
            step(number)
    assert len(store.list(Filter(limit=10**20))) == 1
    assert store.list(Filter(offset=10**20, limit=1)) == []


def test_more_records_than_one_query_takes_are_listed_with_their_own_cautions(store, monkeypatch):
    monkeypatch.setattr(rows, "MOST_VALUES", 10)
    with store._database.writing() as connection:
        for number in range(1, 22):
            record = some_record(
                1,
                series_digest=f"{number:064x}",
                created_at=datetime.now(UTC),
                cautions=(Caution("other", f"Caution {number}."),),
            )
            rows.write_record(connection, record)
    found = {int(one.series_digest, 16): one.cautions for one in store.list()}
    assert found == {number: (Caution("other", f"Caution {number}."),) for number in range(1, 22)}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"p_normal": 1.5}, "not_a_probability"),
        ({"p_benign": float("nan")}, "not_a_probability"),
        ({"category": "cyst"}, "unknown_category"),
        ({"status": "old"}, "unknown_status"),
        ({"cautions": (Caution("metal", "Metal.", "grave"),)}, "unknown_severity"),
        ({"liver_ml": float("inf")}, "impossible_volume"),
        ({"burden_percent": -1.0}, "impossible_volume"),
    ],
)
def test_a_record_holds_only_what_makes_sense(wrong, code):
    with refused(UsageError, code):
        some_record(**wrong)


def test_the_last_answer_counts_as_the_newest_whatever_the_clock_says(store, monkeypatch):
    first = store.save(some_record(1))
    begun = store._database.now
    monkeypatch.setattr(store._database, "now", lambda one: begun(one) - timedelta(days=1))
    newer = store.save(some_record(1, weights_sha256="ef" * 32))
    assert newer.created_at == first.created_at + timedelta(microseconds=1)
    assert store.list(Filter(limit=1)) == [newer]
    # Another series has its own time.
    assert store.save(some_record(2)).created_at < first.created_at


def test_records_stay_where_their_removal_cannot_be_noted(store):
    aged(store, store.save(some_record(1)), 40)

    def fails(removed):
        raise StoreError(f"{removed} can't be noted")

    with pytest.raises(StoreError, match="1 can't be noted"):
        store.delete_older(30, fails)
    assert store.count() == 1
