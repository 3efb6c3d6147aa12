"""What has to be asked of a model before a method can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.attribution import Layer, PassSeconds
    from dashboard.state.jobs import Job


@dataclass(frozen=True)
class ModelFacts:
    """Of one model, for every series; found by running it on an empty slice."""

    #: The stages that Grad-CAM may look at, in the order in which they end.
    layers: tuple[Layer, ...]
    #: Method -> one sentence why this model can't do it; the others it can.
    reasons: dict[str, str]
    #: How long a pass of it takes here; None where that was not tried.
    pass_seconds: PassSeconds | None = None


@dataclass
class FactsWork:
    """The facts, or the search for them."""

    found: ModelFacts | None = None
    job: Job[ModelFacts] | None = None
    #: Whether the engine of the analyses was ready when they were looked for: then its passes
    #: were timed too.
    with_engine: bool = False
