"""Two to four models on one series: what each says, costs and scores, and where they differ.

comparison = compare(series, {name: partial(load_model, name) for name in names})
comparison = from_analyses(series, analyses)      # of analyses that are already there
"""

from core.comparison.comparison import (
    Comparison,
    Disagreement,
    HeatAgreement,
    LesionScore,
    ModelFacts,
    ModelRun,
    PairAgreement,
    ReferenceScore,
)
from core.comparison.facts import card_facts, model_facts
from core.comparison.heat import HeatSource, grad_cam_heat, heat_slices
from core.comparison.names import FEWEST_MODELS, MOST_MODELS, check_names, choose_cards
from core.comparison.run import compare
from core.comparison.side_by_side import from_analyses

__all__ = [
    "FEWEST_MODELS",
    "MOST_MODELS",
    "Comparison",
    "Disagreement",
    "HeatAgreement",
    "HeatSource",
    "LesionScore",
    "ModelFacts",
    "ModelRun",
    "PairAgreement",
    "ReferenceScore",
    "card_facts",
    "check_names",
    "choose_cards",
    "compare",
    "from_analyses",
    "grad_cam_heat",
    "heat_slices",
    "model_facts",
]
