"""The stored heatmap of a sample: Grad-CAM of the slice that looks the most malignant."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import numpy as np

from dashboard.services.heat_bytes import as_bytes
from dashboard.services.sample_results import kept
from dashboard.state.explanations import Answer, Asked, Question
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Sample

if TYPE_CHECKING:  # torch stands behind it
    from core.attribution import Explanation
    from core.attribution.quality import Quality
    from core.models import ModelCard
    from core.series import Series

METHOD = "grad_cam"
#: Which outlines it was measured against: as the Explain page asks.
MASK = "analysis"
_PLAIN = ("method", "target", "slice_index", "scale", "parameters", "signed", "convergence_delta")


def packed(explanation: Explanation, quality: Quality, card: ModelCard) -> bytes:
    """A heatmap with its quick tests, as a file: the map on the network's grid, in half
    precision."""
    facts = {
        **{name: getattr(explanation, name) for name in _PLAIN},
        "overlap": asdict(explanation.overlap),
        "quality": {"mask": quality.mask, "seed": quality.seed},
        "measures": [asdict(measure) for measure in quality.items],
    }
    made = io.BytesIO()
    np.savez(
        made,
        field=np.asarray(explanation.field, np.float16),
        probabilities=explanation.probabilities,
        facts=np.frombuffer(json.dumps(facts).encode(), np.uint8),
    )
    return kept.sealed(made.getvalue(), kept.key_of(card))


def restore(opened: OpenSeries, card: ModelCard) -> None:
    """Give a sample the heatmap that was stored of it, if there is one."""
    if not isinstance(opened.origin, Sample):
        return
    data = kept.read(kept.heat_file(opened.origin.name, card.name), card)
    answer = None if data is None else unpacked(data, opened.series, card)
    if answer is not None:
        explanation = answer.explanation
        question = Question(
            card.sha256, explanation.slice_index, explanation.method, explanation.target
        )
        opened.explanations.put(Asked(question, MASK), answer)


def unpacked(data: bytes, series: Series, card: ModelCard) -> Answer | None:
    """The heatmap on the slice's own grid; None where it can't be read."""
    # Imported late: torch stands behind it.
    from core.attribution import Explanation
    from core.attribution.overlap import Overlap
    from core.attribution.quality import Measure, Quality
    from core.preprocessing import PreprocessingConfig, SliceGrid

    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            facts = json.loads(held["facts"].tobytes())
            field = held["field"].astype(np.float32)
            config = PreprocessingConfig.from_dict(card.card["preprocessing"])
            grid = SliceGrid.for_series(series, config)
            explanation = Explanation(
                **{name: facts[name] for name in _PLAIN},
                heatmap=grid.to_ct(field[None, None])[0, 0],
                probabilities=held["probabilities"],
                overlap=Overlap(**facts["overlap"]),
                field=field,
            )
            known = {one.name for one in fields(Measure)}
            items = tuple(
                Measure(**{name: value for name, value in measure.items() if name in known})
                for measure in facts["measures"]
            )
            quality = Quality(items=items, **facts["quality"])
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile):
        return None
    return Answer(explanation, quality, as_bytes(explanation))
