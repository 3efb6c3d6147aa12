"""What `work` analyses with: the main path, with the model that an item names."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from core.series import Series
from core.worklist.worker import Analyse, Progress

if TYPE_CHECKING:
    from core.models import Model
    from core.pipeline import Analysis


def analyse_by_model() -> Analyse:
    """A function for `work` that loads a model once for all items in a row that name it.

    It raises what `load_model` and `analyze` raise.
    """
    # torch stands behind these and takes seconds: whoever only lists the worklist waits for none.
    from core.models import load_model
    from core.pipeline import analyze

    loaded: dict[str, Model] = {}

    def analyse(
        series: Series, model_name: str, progress: Progress, cancel: threading.Event
    ) -> Analysis:
        if model_name not in loaded:
            loaded.clear()
            loaded[model_name] = load_model(model_name)
        return analyze(series, loaded[model_name], progress=progress, cancel=cancel)

    return analyse
