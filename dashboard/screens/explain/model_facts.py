"""Asking a model for its layers, for what it can't do, and for how long a pass of it takes."""

from __future__ import annotations

from typing import Any

from core.attribution import METHODS, Layer, list_layers, time_a_pass, unavailable
from core.inference import engine_is_ready, network_lock
from core.models import Model
from dashboard.state.jobs import Job
from dashboard.state.model_facts import FactsWork, ModelFacts
from dashboard.state.session import Session


def find(model: Model) -> ModelFacts:
    """Look at the model; waits for its lock."""
    with network_lock(model.network):
        found = {name: unavailable(method, model) for name, method in METHODS.items()}
        reasons = {name: reason for name, reason in found.items() if reason}
        layers: tuple[Layer, ...] = ()
        if "grad_cam" not in reasons:
            layers = list_layers(model.network, model.preprocessing.size)
    stages = tuple(layer for layer in layers if layer.stage)
    return ModelFacts(stages, reasons, time_a_pass(model))


def known(session: Session, model: Model) -> ModelFacts | None:
    """The facts, if they were found."""
    facts = _facts(session, model)
    if facts.job is not None and facts.job.finished:
        facts.found, facts.job = facts.job.result or facts.found, None
        _keep_times(session, model, facts.found)
    return facts.found


def complete(session: Session, model: Model) -> bool:
    """Whether a look would find nothing new: once the engine is ready, it can be timed."""
    facts = _facts(session, model)
    return facts.found is not None and (facts.with_engine or not engine_is_ready(model))


def look(session: Session, model: Model) -> Job[Any]:
    """Begin to look, or the look that was begun; the model is then busy for as long as a few
    heatmaps take."""
    facts = _facts(session, model)
    if facts.job is None:
        facts.with_engine = engine_is_ready(model)
        facts.job = session.begin(
            lambda _progress, _cancel: find(model), name="Looking at the model", light=True
        )
    return facts.job


def _facts(session: Session, model: Model) -> FactsWork:
    return session.model_facts.setdefault(model.weights_sha256, FactsWork())


def _keep_times(session: Session, model: Model, found: ModelFacts | None) -> None:
    if found is None or found.pass_seconds is None:
        return
    seconds = found.pass_seconds
    for gradient, one in ((True, seconds.gradient), (False, seconds.score)):
        if one is not None:
            session.heatmap_costs.tried(model.weights_sha256, gradient=gradient, seconds=one)
