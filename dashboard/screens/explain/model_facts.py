"""What has to be asked of a model before a method can be chosen: its layers, and what it can't."""

from __future__ import annotations

from dataclasses import dataclass

from core.attribution import METHODS, Layer, list_layers, unavailable
from core.inference import network_lock
from core.models import Model
from dashboard.state.session import Session
from dashboard.state.task import Task


@dataclass(frozen=True)
class ModelFacts:
    """Of one model; found by running it on an empty slice."""

    #: The stages that Grad-CAM may look at, in the order in which they end.
    layers: tuple[Layer, ...]
    #: Method -> one sentence why this model can't do it; the others it can.
    reasons: dict[str, str]


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
    key = _key(model)
    task = session.tasks.get(key)
    if task is not None and task.finished:
        del session.tasks[key]
        if task.result is not None:
            session.shown[key] = task.result
    return session.shown.get(key)


def look(session: Session, model: Model) -> Task:
    """Begin to look, or go on; the model is then busy for as long as a few heatmaps take."""
    work = lambda _progress, _cancel: find(model)  # noqa: E731
    return session.begin(_key(model), work, name="Looking at the model")


def _key(model: Model) -> tuple:
    """Facts of a model hold for every series, and go with none."""
    return ("", "facts", model.weights_sha256)
