from types import SimpleNamespace

import pytest

from dashboard.components.progress import all_in_words, duration, in_words, slices_in_words


def job(**changes) -> SimpleNamespace:
    values = {
        "name": "The report",
        "state": "running",
        "before": 0,
        "done": 0,
        "total": 48,
        "seconds": 12.0,
        "seconds_left": None,
    }
    return SimpleNamespace(**values | changes)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (42.4, "42 s"), (60, "1:00 min"), (185, "3:05 min")]
)
def test_time_left(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"state": "waiting"}, "The report: waiting for its turn"),
        ({"state": "waiting", "before": 2}, "The report: waiting, 2 before it"),
        ({"total": 0}, "The report: 12 s"),
        ({"done": 12}, "The report: 25%"),
        ({"done": 12, "seconds_left": 10.0}, "The report: 25%, 10 s left"),
    ],
)
def test_any_work_in_words(changes, text):
    assert in_words(job(**changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"state": "waiting"}, "Waiting for its turn"),
        ({"state": "waiting", "before": 2}, "Waiting, 2 before it"),
        ({}, "Preparing the network"),
        ({"done": 8}, "Slice 8 of 48"),
        ({"done": 8, "seconds_left": 10.0}, "Slice 8 of 48, 10 s left"),
    ],
)
def test_an_analysis_in_words(changes, text):
    assert slices_in_words(job(**changes)) == text


def test_several_jobs_are_one_line():
    jobs = [job(done=12, total=24), job(done=0, total=24)]
    assert all_in_words(jobs, "Making the heatmaps") == "Making the heatmaps: 12 of 48"
    assert all_in_words([job(total=0)], "Making the heatmaps") == "Making the heatmaps"
