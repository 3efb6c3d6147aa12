import pytest

from dashboard.components import speed_words

TIMED = {
    "ms_per_slice_median": 6.84,
    "engine": "onnx",
    "n_slices": 240,
    "analyses": 0,
    "machine": {"processor": "Fast CPU", "threads": 1, "load": 3.2},
}
ANALYSED = {**TIMED, "n_slices": 1, "analyses": 1}
STATED = {"ms_per_slice_median": 11.5, "engine": "onnx"}


def test_milliseconds_here_or_that_there_are_none_yet():
    assert speed_words.here(TIMED) == "6.8 ms per slice here"
    for speed in (None, {}, STATED):
        assert speed_words.here(speed).code == "not_timed_here"


@pytest.mark.parametrize(
    ("speed", "short", "code"),
    [
        (TIMED, "onnx, 240 slices", "speed_measured_in"),
        (ANALYSED, "onnx, 1 slice", "speed_measured_in"),
        (STATED, "by its card", "speed_by_the_card"),
    ],
)
def test_how_it_was_measured(speed, short, code):
    assert speed_words.how_in_short(speed) == short
    assert speed_words.how_in_words(speed).code == code


def test_a_timing_and_analyses_are_told_apart():
    assert speed_words.how_in_words(TIMED) == "Timed here on 240 slices, onnx."
    assert speed_words.how_in_words(ANALYSED) == "Measured here in an analysis of 1 slice, onnx."
    more = {**ANALYSED, "n_slices": 50, "analyses": 2}
    assert speed_words.how_in_words(more) == "Measured here in 2 analyses of 50 slices, onnx."


def test_where_there_is_no_speed_there_is_nothing_to_say():
    assert speed_words.how_in_short({}) == speed_words.how_in_words({}) == ""


def test_a_busy_machine_is_called_busy():
    assert speed_words.machine_text(TIMED) == "Fast CPU, 1 thread, onnx, while busy (load 3.2)"
    assert speed_words.machine_text({}) == ""
