from dataclasses import replace

import pytest

from dashboard.services import analyses, models, speeds
from dashboard.services.speeds import MOST_ANALYSES, Speeds
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with, tiny_analysis

MACHINE = {"processor": "Fast CPU", "threads": 2, "load": 3.5}
TIMING = {
    "ms_per_slice_median": 7.0,
    "ms_per_slice_p95": 8.0,
    "engine": "onnx",
    "batches": 30,
    "batch_size": 8,
    "machine": MACHINE,
}


@pytest.fixture
def kept() -> Speeds:
    return Speeds(machine=lambda: dict(MACHINE))


@pytest.fixture
def analysis():
    """Of six slices."""
    return replace(tiny_analysis(), weights_sha256="w", engine="onnx", batch_ms=(10.0, 20.0, 90.0))


def test_nothing_is_known_before(kept):
    assert kept.of("w") is None
    assert kept.of_all(["w"]) == {}


def test_of_an_analysis_the_median_counts_and_on_what_it_was_measured(kept, analysis):
    kept.take_analysis(analysis)
    assert kept.of("w") == {
        "ms_per_slice_median": 20.0,
        "ms_per_slice_p95": 83.0,  # 20 + 0.9 * 70
        "batches": 3,
        "engine": "onnx",
        "n_slices": 6,
        "analyses": 1,
        # The analysis itself kept the machine busy.
        "machine": {**MACHINE, "load": None},
    }
    assert set(kept.of_all(["w", "other"])) == {"w"}


def test_batches_of_several_analyses_count_together(kept, analysis):
    kept.take_analysis(analysis)
    kept.take_analysis(replace(analysis, batch_ms=(30.0, 40.0)))
    speed = kept.of("w")
    assert (speed["ms_per_slice_median"], speed["n_slices"], speed["analyses"]) == (30.0, 12, 2)


def test_those_of_another_engine_than_the_last_one_do_not_count(kept, analysis):
    kept.take_analysis(analysis)
    kept.take_analysis(replace(analysis, engine="torch", batch_ms=(50.0,)))
    speed = kept.of("w")
    assert (speed["ms_per_slice_median"], speed["engine"], speed["analyses"]) == (50.0, "torch", 1)


def test_only_the_latest_analyses_count(kept, analysis):
    kept.take_analysis(replace(analysis, batch_ms=(1000.0,)))
    for _ in range(MOST_ANALYSES):
        kept.take_analysis(replace(analysis, batch_ms=(5.0,)))
    speed = kept.of("w")
    assert (speed["ms_per_slice_p95"], speed["analyses"]) == (5.0, MOST_ANALYSES)


def test_an_analysis_without_times_says_nothing(kept, analysis):
    kept.take_analysis(replace(analysis, batch_ms=()))
    assert kept.of("w") is None


def test_a_timing_counts_before_analyses(kept, analysis):
    kept.take_timing("w", TIMING)
    kept.take_analysis(analysis)
    assert kept.of("w") == {**TIMING, "n_slices": 240, "analyses": 0}


def test_an_analysis_of_a_page_is_measured(monkeypatch):
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    session = session_with()
    analyses.begin(session, session.opened, CARD)
    finish(session)
    speed = speeds.SPEEDS.of(CARD.sha256)
    assert (speed["n_slices"], speed["analyses"]) == (6, 1)
    assert speed["ms_per_slice_median"] > 0


def test_an_analysis_that_was_kept_is_not_one_of_this_machine():
    session = session_with()
    session.restore(session.opened, tiny_analysis(session.opened.series))
    assert speeds.SPEEDS.of(CARD.sha256) is None
