"""The ranking of series to read, worked out by hand."""

from __future__ import annotations

import pytest

from core.reading import next_to_read
from tests.core.worklist.made_records import some_record


def record(number: int, series: int, p: float, **changes):
    return some_record(
        series, id=number, p_malignant=p, interval=None, model_name="first", **changes
    )


def test_the_unsure_the_disputed_and_the_rare_come_first():
    records = [
        record(1, 1, 0.9),
        record(2, 2, 0.5),
        record(3, 3, 0.1, category="benign"),
        # A second model on series 2, 0.4 away, and an interval of 0.2 on series 1.
        some_record(2, id=4, p_malignant=0.9, interval=None, model_name="second"),
        some_record(1, id=5, p_malignant=0.9, model_name="first"),
    ]
    found = next_to_read(records)
    by_series = {int(one.record.series_digest, 16): one for one in found}
    # Of three series: the interval of the first is the only one, as is the difference of the
    # second; the third is benign, one of three, and the others malignant, two of three.
    assert by_series[1].interval_width == pytest.approx(0.2)
    assert by_series[2].models_differ == pytest.approx(0.4)
    assert by_series[1].models_differ is None
    assert by_series[3].rarity == pytest.approx(2 / 3)
    for one in found:
        assert one.score == pytest.approx((2 / 3) / 3)
    # Equal scores: in the order of their records.
    assert [int(one.record.series_digest, 16) for one in found] == [1, 2, 3]
    assert by_series[1].record.id == 5


def test_what_was_read_is_left_out_but_counts_for_the_ranks():
    records = [record(1, 1, 0.9), record(2, 2, 0.5), record(3, 3, 0.1, category="benign")]
    found = next_to_read(records, read={records[0].series_digest})
    assert [int(one.record.series_digest, 16) for one in found] == [3, 2]
    assert found[0].score == pytest.approx((2 / 3) / 3)
    assert found[1].score == 0.0


def test_nothing_to_read():
    assert next_to_read([]) == []
