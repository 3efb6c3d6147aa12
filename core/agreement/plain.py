"""Agreement as plain values for a file, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from core.agreement.pooling import OutlineMeans, StudyAgreement
from core.agreement.ratings import RatingAgreement
from core.agreement.series import Disagreement, SeriesAgreement
from core.annotation import KINDS
from core.labels import DISPLAY_NAMES
from core.vocabulary.forms import ABSENT

#: What is rated -> the title shown for it.
TITLES = {
    "is_lesion": "Is it a lesion",
    "looks": "Benign or malignant-looking",
    "kind": "Kind of lesion",
    "slices": "Class of a slice",
}
#: The same for outlines (`StudyAgreement`).
OUTLINE_TITLES = {
    "liver": "Outline of the liver",
    "lesions": "Outline of all lesions",
    "each_lesion": "Outline of a lesion that both see",
}


def plain_agreement(
    study: StudyAgreement, series: dict[str, SeriesAgreement] | None = None
) -> dict[str, Any]:
    """JSON values.

    Args:
        series: digest -> its own agreement, whose disagreements are listed.
    """
    return {
        "readers": list(study.readers),
        "n_series": study.n_series,
        "ratings": {about: asdict(one) for about, one in study.ratings.items()},
        "outlines": {name: asdict(getattr(study, name)) for name in OUTLINE_TITLES},
        "series": [
            {"series": digest, "disagreements": [asdict(one) for one in found.disagreements]}
            for digest, found in (series or {}).items()
        ],
    }


def agreement_lines(study: StudyAgreement) -> list[str]:
    """One line a measure."""
    lines = [f"{TITLES[about]}: {rating_text(one)}" for about, one in study.ratings.items()]
    return lines + [
        f"{title}: {outline_text(getattr(study, name))}" for name, title in OUTLINE_TITLES.items()
    ]


def said_in_words(place: Disagreement) -> dict[str, str]:
    """Reader -> what they said, with the names of kinds and classes in place of their codes."""
    names = {**DISPLAY_NAMES, **KINDS}
    return {reader: names.get(word, word.capitalize()) for reader, word in place.said.items()}


def rating_text(one: RatingAgreement) -> str:
    """ "83 % agree, Fleiss' kappa 0.61, n = 12"."""
    if not one.n:
        return "nothing that all readers rated"
    left = f", {one.n_left_out} not rated by all" if one.n_left_out else ""
    kappa = f"{one.method} {one.kappa:.2f}" if one.kappa is not None else f"{one.method} undefined"
    return f"{percent_text(one)} agree, {kappa}, n = {one.n}{left}"


def percent_text(one: RatingAgreement) -> str:
    return _text(one.percent, lambda value: f"{100 * value:.0f} %")


def outline_text(one: OutlineMeans) -> str:
    """ "Dice 0.91, surfaces 1.2 mm apart (95 %: 3.1 mm), n = 6 pairs"."""
    if not one.n:
        return "nothing outlined by two readers"
    distance = (
        ""
        if one.mean_mm is None
        else f", surfaces {one.mean_mm:.1f} mm apart (95 %: {one.p95_mm or 0:.1f} mm)"
    )
    return f"Dice {one.dice:.2f}{distance}, n = {one.n} {'pair' if one.n == 1 else 'pairs'}"


def _text(value: float | None, form: Callable[[float], str]) -> str:
    return ABSENT if value is None else form(value)
