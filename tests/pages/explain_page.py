"""Stand-ins for what the Explain page computes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.attribution import Explanation, Overlap
from core.attribution.quality import QUICK, Measure, Quality
from dashboard.screens.explain import model_facts, page, work
from dashboard.state.model_facts import ModelFacts
from tests.dashboard.tiny_case import DEADLINE, finish


def settle(app) -> None:
    """Wait for the work in the background, then let the page see it."""
    finish(app.session_state["liverlens"])
    app.run()


def settle_answer(session, app) -> None:
    """Wait for the heatmap alone, then let the page see it."""
    underway = session.opened.explanations.underway
    if underway is not None:
        underway.job.wait(DEADLINE)
    app.run()


def explanation(method, series, index, target, **changes) -> Explanation:
    made = Explanation(
        method=method,
        target=target,
        slice_index=index,
        heatmap=np.ones(series.volume.shape[1:], np.float32),
        scale=2.0,
        parameters={"full_scale_logits": 4.0, "unit": "raw"},
        probabilities=np.array([0.02, 0.04, 0.94]),
        overlap=Overlap(0.6, 0.9, 0.1, True),
    )
    return replace(made, **changes)


def measure(name, light, value=0.5, **changes) -> Measure:
    reading = f"The reading of {name}."
    made = Measure(name, name.replace("_", " "), value, "rank correlation", reading, light, "Who")
    return replace(made, **changes)


@pytest.fixture
def asked(monkeypatch) -> list[tuple]:
    """Stands in for the methods: heatmaps of ones; what was asked for is noted."""
    calls = []

    def explain(
        method, _model, series, index, target, *, mask, parameters, smooth_samples, **_options
    ):
        calls.append((index, method, target, parameters, smooth_samples, mask is not None))
        return explanation(method, series, index, target)

    monkeypatch.setattr(work, "explain", explain)
    monkeypatch.setattr(model_facts, "find", lambda _model: ModelFacts((), {}))
    # However slow the machine, a run of the page sees the heatmap that it asked for.
    monkeypatch.setattr(page, "PATIENCE_SECONDS", DEADLINE)
    return calls


@pytest.fixture
def judged(monkeypatch) -> list[tuple]:
    """Stands in for the measures: a light each; which were taken is noted."""
    calls = []

    def measure_quality(_model, _series, explained, *, mask, measures, cancel, progress=None):
        calls.append((explained.slice_index, len(measures), mask is not None))
        curve = (np.array([0.0, 1.0]), np.array([0.9, 0.1]))
        lights = ("green", "amber", "red")
        items = [measure(name, light) for name, light in zip(QUICK, lights, strict=True)]
        if len(measures) > len(QUICK):
            items.append(measure("deletion_auc", "green", curve=curve))
            items.append(measure("randomisation", "none", None, curve=curve))
        return Quality(tuple(items), "given", 0)

    monkeypatch.setattr(work, "measure_quality", measure_quality)
    return calls
