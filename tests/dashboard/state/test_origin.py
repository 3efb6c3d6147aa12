from pathlib import Path

from dashboard.state.origin import SAMPLES, Sample, ServerPath, Upload


def test_where_a_series_can_be_read_from_again():
    assert Sample("normal").path == SAMPLES / "normal"
    assert ServerPath(Path("/data/a")).path == Path("/data/a")
    assert Upload().path is None


def test_no_two_uploads_are_the_same():
    assert Sample("normal") == Sample("normal")
    assert Upload() != Upload()
