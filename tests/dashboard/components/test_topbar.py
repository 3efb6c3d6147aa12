from types import SimpleNamespace

import pytest

from dashboard.components.topbar import _plain, duration, progress_text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (42.4, "42 s"), (60, "1:00 min"), (185, "3:05 min")]
)
def test_time_left(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("job", "text"),
    [
        ({"state": "waiting", "before": None}, "Waiting for another analysis"),
        ({"state": "waiting", "before": 2}, "Waiting, 2 before you"),
        ({"state": "running", "done": 0, "seconds_left": None}, "Preparing the network"),
        ({"state": "running", "done": 8, "seconds_left": None}, "Slice 8 of 48"),
        ({"state": "running", "done": 8, "seconds_left": 10.0}, "Slice 8 of 48 · 10 s left"),
    ],
)
def test_progress_in_words(job, text):
    assert progress_text(SimpleNamespace(total=48, **job)) == text


def test_text_of_a_header_is_not_read_as_markdown():
    assert _plain("a *b* [c](d) :red[x]") == r"a \*b\* \[c\]\(d\) \:red\[x\]"
