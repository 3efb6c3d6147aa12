"""A model card that holds every figure, on values that can be checked by eye."""

from __future__ import annotations

from dataclasses import replace

from core.models import ModelCard
from tests.dashboard.tiny_case import CARD


def metrics(**changes) -> dict:
    """What `core evaluate` measures; 0.9 or so of everything."""
    return {
        "n_slices": 93,
        "n_subjects": 15,
        "n_lesion_slices": 18,
        "n_lesion_or_not": 86,
        "n_classified": 85,
        "liver_dice": 0.962,
        "lesion_dice": 0.818,
        "auc_lesion": 0.987,
        "auc_malignant": 0.978,
        "accuracy": 0.941,
        "macro_f1": 0.879,
        "ece": 0.055,
        "ece_before_scaling": 0.102,
        "lesion_sensitivity": 0.906,
        "false_positives_per_slice": 0.129,
        "ci95": {"lesion_dice": [0.354, 0.865], "ece": [0.03, 0.1], "auc_lesion": [0.96, 1.0]},
        "per_class": {
            "normal": {
                "precision": 0.98,
                "recall": 0.94,
                "f1": 0.96,
                "support": 68,
                "ci95": {"recall": [0.89, 0.98]},
            },
            "benign": {"precision": 0.67, "recall": 1.0, "f1": 0.8, "support": 2, "ci95": {}},
            "malignant": {"precision": 0.82, "recall": 0.93, "f1": 0.88, "support": 15},
        },
        "by_class": {"normal": {"slices": 68, "subjects": 14}},
        "confusion_matrix": [[64, 1, 3], [0, 2, 0], [1, 0, 14]],
        "roc": {
            "lesion": [[0, 0, 1.9], [0, 0.8, 0.9], [0.2, 1, 0.1], [1, 1, 0.0]],
            "malignant": [[0, 0, 1.9], [0, 1, 0.5], [1, 1, 0.0]],
        },
        "reliability": {
            "scaled": [
                *({"from": i / 10, "to": i / 10 + 0.1, "n": 0} for i in range(8)),
                {"from": 0.8, "to": 0.9, "n": 4, "confidence": 0.86, "accuracy": 0.75},
                {"from": 0.9, "to": 1.0, "n": 81, "confidence": 0.97, "accuracy": 0.98},
            ],
            "unscaled": [{"from": 0.9, "to": 1.0, "n": 85, "confidence": 0.91, "accuracy": 0.97}],
        },
        "lesion_detection": {
            "rule": "Found when a tenth is shared.",
            "n_slices": 93,
            "n_lesions": 32,
            "n_subjects_with_lesion": 5,
            "by_size": [
                {"size": "under 10 mm", "n": 0, "found": 0, "sensitivity": None, "ci95": None},
                {"size": "10 to 20 mm", "n": 6, "found": 5, "sensitivity": 0.83, "ci95": [0.6, 1]},
            ],
            "froc": [
                {"threshold": 0.1, "sensitivity": 0.9, "false_positives_per_slice": 0.3},
                {"threshold": 0.5, "sensitivity": 0.9, "false_positives_per_slice": 0.1},
                {"threshold": 0.9, "sensitivity": 0.6, "false_positives_per_slice": 0.05},
            ],
        },
        "left_out": [{"slices": 8, "reason": "class unknown", "left_out_of": "accuracy"}],
        "subjects_seen_in_training": 0,
        **changes,
    }


def group(value, n_subjects=15, **changes) -> dict:
    """A row of `groups`; with fewer than three subjects nothing is measured."""
    known = n_subjects >= 3
    return {
        "value": value,
        "n_slices": 2 * n_subjects,
        "n_subjects": n_subjects,
        "liver_dice": 0.95 if known else None,
        "lesion_sensitivity": 0.81 if known else None,
        "ci95": {"lesion_sensitivity": [0.7, 1.0]} if known else {},
        **changes,
    }


def grouped_card(name: str = "known", **changes) -> ModelCard:
    """A card of today: groups, assessable phases, sizes as equivalent diameters."""
    figures = metrics(
        groups={
            "phase": [group("arterial", 1), group("portal", alarms_lesion_free=0.04)],
            "source": [group("msd08a")],
            "thickness": None,
        },
        lesion_detection={
            "size_measure": "equivalent diameter",
            "by_size": [
                {"size": "under 10 mm", "n": 2, "subjects": 1, "found": 1, "sensitivity": None},
                {
                    "size": "50 mm and more",
                    "n": 9,
                    "subjects": 4,
                    "found": 6,
                    "sensitivity": 0.667,
                    "ci95": [0.3, 1.0],
                },
            ],
        },
    )
    checks = [
        {"phase": "arterial", "assessable": False, "reasons": ["Too few."], "codes": ["few"]},
        {"phase": "portal", "assessable": True, "reasons": [], "codes": []},
    ]
    return measured_card(
        name,
        metrics=figures,
        assessable_phases=["portal"],
        phase_checks={"rule": "At least three subjects.", "phases": checks},
        **changes,
    )


SPEED = {
    "ms_per_slice_median": 11.5,
    "ms_per_slice_p95": 13.1,
    "engine": "onnx",
    "machine": {"processor": "Fast CPU", "threads": 2, "load": 0.1},
}
HISTORY = [
    {"stage": 1, "step": 100, "loss": 4.0, "liver_dice": 0.6},
    {"stage": 1, "step": 200, "loss": 1.0, "liver_dice": 0.9},
    {"stage": 2, "step": 50, "loss": 1.5, "liver_dice": 0.95},
    {"stage": 2, "step": 100, "loss": 0.8, "liver_dice": 0.94},
]


def measured_card(name: str = "known", **changes) -> ModelCard:
    """A card with everything; `changes` replace keys of it."""
    card = {
        "metrics": metrics(),
        "validation_metrics": metrics(n_subjects=14, n_slices=89, lesion_dice=0.782),
        "speed": SPEED,
        "history": HISTORY,
        "best_step": 50,
        "file_bytes": 9_100_000,
        "parameters": 4_500_000,
        **changes,
    }
    return replace(CARD, name=name, backbone=name, sha256=f"{name:0<64}", card=card)
