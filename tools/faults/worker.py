"""`python -m tools.faults.worker`: `core worklist run --stay` with a stand-in for the network."""

from __future__ import annotations

import sys

import core.worklist
from core.cli.run import main
from core.models.registry import available_models
from core.worklist.worker import Analyse
from tools.scale.stand_in import waiting

SECONDS = 0.3


def _stand_in() -> Analyse:
    analyse = waiting(SECONDS)
    weights = {name: card.sha256 for name, card in available_models().items()}

    def as_the_model(series, name, progress, cancel):
        found = analyse(series, name, progress, cancel)
        # Else every series would have to be done again by the weights that were asked for.
        found.weights_sha256 = weights[name]  # type: ignore[misc]
        return found

    return as_the_model


if __name__ == "__main__":
    core.worklist.analyse_by_model = _stand_in
    sys.exit(main(["worklist", "run", "--stay"]))
