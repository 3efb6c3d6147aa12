"""`python -m tools.faults.worker`: `core worklist run --stay` with a stand-in for the network."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import core.worklist
from core.cli.run import main
from core.models.registry import available_models
from core.series import Series
from core.worklist.worker import Analyse, Progress
from tools.scale.stand_in import waiting

if TYPE_CHECKING:
    from core.pipeline import Analysis

SECONDS = 0.3


def _stand_in() -> Analyse:
    analyse = waiting(SECONDS)
    weights = {name: card.sha256 for name, card in available_models().items()}

    def as_the_model(
        series: Series, name: str, progress: Progress, cancel: threading.Event
    ) -> Analysis:
        found = analyse(series, name, progress, cancel)
        # Else every series would have to be done again by the weights that were asked for.
        found.weights_sha256 = weights[name]  # type: ignore[misc]
        return found

    return as_the_model


if __name__ == "__main__":
    core.worklist.analyse_by_model = _stand_in
    sys.exit(main(["worklist", "run", "--stay"]))
