"""What has to be asked of a model before a method can be chosen: its layers, and what it can't."""

from __future__ import annotations

from dataclasses import dataclass

from core.attribution import METHODS, Layer, list_layers, unavailable
from core.inference import network_lock
from core.models import Model
from dashboard.session import Session
from dashboard.shelf import Entry


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


def of(session: Session, entry: Entry, model: Model) -> ModelFacts | None:
    """The facts, or None while they are looked for; asked for once."""
    key = (entry.digest, "facts", model.weights_sha256)
    if key in session.shown:
        return session.shown[key]
    task = session.begin(key, lambda _progress, _cancel: find(model), name="Looking at the model")
    if not task.finished:
        return None
    del session.tasks[key]
    if task.result is None:
        return None
    session.shown[key] = task.result
    return task.result
