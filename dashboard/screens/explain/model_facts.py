"""Asking a model, before a method can be chosen, for its layers and for what it can't do."""

from __future__ import annotations

from typing import Any

from core.attribution import METHODS, list_layers, unavailable
from core.inference import network_lock
from core.models import Model
from dashboard.state.jobs import Job
from dashboard.state.model_facts import FactsWork, ModelFacts
from dashboard.state.session import Session


def find(model: Model) -> ModelFacts:
    """Look at the model; waits for its lock."""
    with network_lock(model.network):
        found = {name: unavailable(method, model) for name, method in METHODS.items()}
        reasons = {name: reason for name, reason in found.items() if reason}
        if "grad_cam" in reasons:
            return ModelFacts((), reasons)
        layers = list_layers(model.network, model.preprocessing.size)
    return ModelFacts(tuple(layer for layer in layers if layer.stage), reasons)


def known(session: Session, model: Model) -> ModelFacts | None:
    """The facts, if they were found."""
    facts = _facts(session, model)
    if facts.job is not None and facts.job.finished:
        facts.found, facts.job = facts.job.result, None
    return facts.found


def look(session: Session, model: Model) -> Job[Any]:
    """Begin to look, or the look that was begun; the model is then busy for as long as a few
    heatmaps take."""
    facts = _facts(session, model)
    if facts.job is None:
        facts.job = session.begin(
            lambda _progress, _cancel: find(model), name="Looking at the model", light=True
        )
    return facts.job


def _facts(session: Session, model: Model) -> FactsWork:
    return session.model_facts.setdefault(model.weights_sha256, FactsWork())
