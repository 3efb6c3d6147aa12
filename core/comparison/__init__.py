"""Two to four models on one series: results, cost, scores, and where the models differ.

comparison = compare(series, {name: partial(load_model, name) for name in names})
comparison = from_analyses(series, analyses)      # from existing analyses
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "comparison": [
            "Comparison",
            "Disagreement",
            "HeatAgreement",
            "LesionScore",
            "ModelFacts",
            "ModelRun",
            "PairAgreement",
            "ReferenceScore",
        ],
        "facts": ["card_facts", "model_facts"],
        "heat": ["HeatSource", "grad_cam_heat", "heat_slices"],
        "names": ["FEWEST_MODELS", "MOST_MODELS", "check_names", "choose_cards"],
        "run": ["compare"],
        "side_by_side": ["from_analyses"],
    },
)
