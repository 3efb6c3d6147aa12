"""The figures of a model: how well it does on labelled slices, and what it costs.

Figures come from model cards and `metrics.json`. A card may be old, made by other hands, or hold no
figures: what is absent or no finite number is None, and reads "not measured".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.vocabulary import forms

NOT_MEASURED, NOT_STATED = "not measured", "not stated"

Metrics = Mapping[str, Any]
_NAMES = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Figure:
    """One figure of merit of a model."""

    #: Its name on the card and in `metrics.json`.
    key: str
    title: str
    #: For a narrow column and for a chart.
    short: str
    #: One sentence for those who don't know it.
    meaning: str
    #: The n behind it, with the names of `counts`.
    counted: str
    #: The same with what was found of it, where that says more.
    counted_in_full: str = ""
    higher_is_better: bool = True
    digits: int = 3
    #: Of the ends of its interval: more would say more than a few subjects know.
    interval_digits: int = 2

    def value(self, metrics: Metrics) -> float | None:
        """None where it was not measured."""
        return forms.finite(metrics.get(self.key))

    def interval(self, metrics: Metrics) -> tuple[float, float] | None:
        """The 95 % interval; None where there is none."""
        return bounds(table(metrics.get("ci95")).get(self.key))

    def count(self, metrics: Metrics, *, in_full: bool = False) -> str:
        """`"32 lesions"`, in full `"25 of 32 lesions"`; "" where the card doesn't say."""
        known = counts(metrics)
        for template in (self.counted_in_full if in_full else "", self.counted):
            if template and all(name in known for name in _NAMES.findall(template)):
                return template.format(**known)
        return ""

    def text(self, metrics: Metrics) -> str:
        """`"0.823"`, or `NOT_MEASURED`."""
        return figure_text(self.value(metrics), self.digits)

    def interval_text(self, metrics: Metrics) -> str:
        """`"0.35–0.87"`; "" where there is none."""
        return interval_text(self.interval(metrics), self.interval_digits)

    def with_interval(self, metrics: Metrics) -> str:
        """`"0.823 (0.35–0.87)"`"""
        interval = self.interval_text(metrics)
        return f"{self.text(metrics)} ({interval})" if interval else self.text(metrics)


def counts(metrics: Metrics) -> dict[str, str]:
    """Every n of an evaluation that is known, as text."""
    detection = table(metrics.get("lesion_detection"))
    named = {
        **{name: value for name, value in metrics.items() if name.startswith("n_")},
        "n_found": detection.get("n_found"),
        "n_lesions": detection.get("n_lesions"),
        "n_with": detection.get("n_subjects_with_lesion"),
        "n_false": detection.get("n_false_positives"),
        "n_outlined": detection.get("n_slices"),
    }
    numbers = {name: forms.finite(value) for name, value in named.items()}
    return {name: f"{n:.0f}" for name, n in numbers.items() if n is not None}


def who_was_measured(metrics: Metrics) -> str:
    """`"15 subjects, 93 slices"`; "" where the card doesn't say."""
    known = counts(metrics)
    words = {"n_subjects": "subjects", "n_slices": "slices"}
    return ", ".join(f"{known[key]} {word}" for key, word in words.items() if key in known)


def trained_on_them(metrics: Metrics) -> bool:
    """Whether the model was trained on some of the subjects that the figures are of."""
    return bool(forms.finite(metrics.get("subjects_seen_in_training")))


def table(value: object) -> dict[str, Any]:
    """`value` if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def bounds(value: object) -> tuple[float, float] | None:
    """(low, high) of an interval as a card holds it."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    low, high = map(forms.finite, value)
    return None if low is None or high is None else (low, high)


def figure_text(value: float | None, digits: int = 3) -> str:
    """A figure as it is shown."""
    return NOT_MEASURED if value is None else forms.decimals(value, digits)


def interval_text(interval: tuple[float, float] | None, digits: int = 2) -> str:
    """`"0.35–0.87"`; "" where there is none."""
    return "" if interval is None else forms.interval(*interval, digits)


LIVER_DICE = Figure(
    "liver_dice",
    title="Liver Dice, pixels pooled",
    short="Liver Dice",
    meaning="Overlap of the outlined liver with the labelled one, the pixels of all slices pooled; "
    "1 is perfect.",
    counted="{n_slices} slices",
)
LESION_DICE = Figure(
    "lesion_dice",
    title="Lesion Dice, pixels pooled",
    short="Lesion Dice",
    meaning="Overlap of the outlined lesions with the labelled ones, the pixels of all slices "
    "pooled.",
    counted="{n_lesion_slices} slices with a lesion",
)
AUC_LESION = Figure(
    "auc_lesion",
    title="AUC, a lesion on the slice",
    short="AUC lesion",
    meaning="Chance that a slice with a lesion scores higher than one without; 0.5 is guessing.",
    counted="{n_lesion_or_not} slices",
)
AUC_MALIGNANT = Figure(
    "auc_malignant",
    title="AUC, malignant-looking",
    short="AUC malignant",
    meaning="Chance that a malignant-looking slice has a higher p(malignant) than any other slice.",
    counted="{n_classified} slices",
)
ACCURACY = Figure(
    "accuracy",
    title="Accuracy, three classes",
    short="Accuracy",
    meaning="Share of the slices whose likeliest class is the labelled one.",
    counted="{n_classified} slices",
)
MACRO_F1 = Figure(
    "macro_f1",
    title="Macro F1, three classes",
    short="Macro F1",
    meaning="Mean over normal, benign and malignant of the harmonic mean of precision and recall.",
    counted="{n_classified} slices",
)
ECE = Figure(
    "ece",
    title="Expected calibration error",
    short="ECE",
    meaning="Expected calibration error, temperature-scaled: how far the stated probability is "
    "from the share that is right, on average.",
    counted="{n_classified} slices",
    higher_is_better=False,
    interval_digits=3,
)
ECE_BEFORE = Figure(
    "ece_before_scaling",
    title="Expected calibration error before scaling",
    short="ECE before scaling",
    meaning="Expected calibration error before temperature scaling.",
    counted="{n_classified} slices",
    higher_is_better=False,
    interval_digits=3,
)
LESION_SENSITIVITY = Figure(
    "lesion_sensitivity",
    title="Lesions found, one by one",
    short="Lesions found",
    meaning="Share of the labelled lesions that the outlined mask finds, one by one.",
    counted="{n_lesions} lesions",
    counted_in_full="{n_found} of {n_lesions} lesions in {n_with} subjects",
    digits=2,
)
FALSE_POSITIVES = Figure(
    "false_positives_per_slice",
    title="False positives per slice",
    short="False pos./slice",
    meaning="Outlined lesions, per slice, where none is labelled.",
    counted="{n_outlined} slices",
    counted_in_full="{n_false} on {n_outlined} slices",
    higher_is_better=False,
    digits=2,
)

#: In the order in which they are shown.
FIGURES: tuple[Figure, ...] = (
    LIVER_DICE,
    LESION_DICE,
    AUC_LESION,
    AUC_MALIGNANT,
    ACCURACY,
    MACRO_F1,
    ECE,
    ECE_BEFORE,
    LESION_SENSITIVITY,
    FALSE_POSITIVES,
)

ALARMS_LESION_FREE = Figure(
    "alarms_lesion_free",
    title="False alarms, slices without a lesion",
    short="Alarms, no lesion",
    meaning="Share of the slices without a lesion on which one is outlined.",
    counted="{n_lesion_free} slices",
    counted_in_full="{n_alarms_lesion_free} of {n_lesion_free} slices",
    higher_is_better=False,
)
ALARMS_LIVER_FREE = Figure(
    "alarms_liver_free",
    title="False alarms, slices without liver",
    short="Alarms, no liver",
    meaning="Share of the slices without any liver on which a lesion is outlined.",
    counted="{n_liver_free} slices",
    counted_in_full="{n_alarms_liver_free} of {n_liver_free} slices",
    higher_is_better=False,
)

#: Of a phase, a source or another group of slices, in the order in which they are shown.
GROUP_FIGURES: tuple[Figure, ...] = (
    LIVER_DICE,
    LESION_DICE,
    AUC_LESION,
    LESION_SENSITIVITY,
    ALARMS_LESION_FREE,
    ALARMS_LIVER_FREE,
)

BY_KEY: dict[str, Figure] = {figure.key: figure for figure in (*FIGURES, *GROUP_FIGURES)}


@dataclass(frozen=True)
class Cost:
    """What a model costs to run or to keep; less is better."""

    key: str
    title: str
    short: str
    meaning: str


MS_PER_SLICE = Cost(
    "ms",
    "Milliseconds per slice",
    "ms/slice",
    "Milliseconds of network per slice, median; under it, on what that was measured.",
)
FILE_SIZE = Cost("mb", "Weights file, MB", "MB", "Size of the weights file.")
PARAMETERS = Cost("parameters", "Millions of parameters", "M param.", "Millions of parameters.")
