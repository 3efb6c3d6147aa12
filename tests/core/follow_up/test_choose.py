from datetime import UTC, date, datetime

from core.cautions import Caution
from core.follow_up import choose_records
from tests.core.worklist.made_records import some_record

ONE, OTHER = "11" * 32, "22" * 32


def record(number: int, day: int | None, weights: str = ONE, **changes):
    return some_record(
        1,
        id=number,
        series_digest=f"{number:064x}",
        study_date=day and date(2025, 3, day),
        weights_sha256=weights,
        created_at=datetime(2025, 4, number, tzinfo=UTC),
        **{"cautions": ()} | changes,
    )


def numbers(*records) -> list[int]:
    return [one.id for one in choose_records(records)]


def test_the_earliest_first():
    assert numbers(record(1, 9), record(2, 3), record(3, 5)) == [2, 3, 1]


def test_the_model_that_analysed_the_most_series():
    assert numbers(record(1, 1, OTHER), record(2, 2), record(3, 3), record(4, 4, OTHER),
                   record(5, 5)) == [2, 3, 5]  # fmt: skip


def test_of_two_models_with_as_many_series_the_one_used_last():
    assert numbers(record(1, 1), record(2, 2), record(3, 1, OTHER), record(4, 2, OTHER)) == [3, 4]


def test_one_series_per_day_in_the_right_phase_then_with_the_most_slices():
    arterial = {"cautions": (Caution("other_phase", "Arterial."),), "n_slices": 300}
    assert numbers(record(1, 1, **arterial), record(2, 1), record(3, 2)) == [2, 3]
    assert numbers(record(1, 1, n_slices=40), record(2, 1, n_slices=80), record(3, 2)) == [2, 3]


def test_undated_records_come_last_and_none_is_left_out():
    assert numbers(record(1, None), record(2, None), record(3, 2)) == [3, 1, 2]


def test_no_records():
    assert choose_records([]) == ()


def test_of_one_day_an_assessable_series_is_preferred():
    outside = record(1, 1, n_slices=300, category="not_assessable", reasons=("noise",))
    assert numbers(outside, record(2, 1, n_slices=40)) == [2]
    assert numbers(outside) == [1]
