"""Which series of a study a liver model should read: rules on what the archive says.

Only headers decide, so the rules can be wrong; the reasons are shown, and a person may choose
otherwise. What a rule can't know it doesn't count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.modality import CT
from core.pacs.query import FoundSeries

FEWEST_IMAGES = 15
#: Of usual abdominal CT; our choice, as are all the points below.
GOOD_THICKNESS_MM = (1.0, 5.0)
MOST_THICKNESS_MM = 10.0

_PORTAL = re.compile(
    r"portal|port\.? ?ven|\bpv\b|\bpvp\b|ven(oe|ö|o)u?s|\bven\b|hepatic phase|[6-8]\d ?s(ec)?\b",
    re.IGNORECASE,
)
_OTHER_PHASE = re.compile(
    r"arteri|\bart\b|nativ|\bnon[- ]?con|unenhanced|without|plain|late|delay|spät|ohne km|"
    r"angio|\bcta\b|excret",
    re.IGNORECASE,
)
_ABDOMEN = re.compile(r"abd|liver|leber|foie|hepat|oberbauch|\bab\b|\btap\b|\bcap\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"head|brain|neck|schädel|spine|\bleg|knee|cardiac|heart|lung|thorax(?!.*abd)|chest(?!.*abd)",
    re.IGNORECASE,
)
_NO_STACK = re.compile(
    r"scout|topogram|locali[sz]er|survey|\bdose\b|protocol|monitor|bolus|track|screen|\bmip\b|"
    r"\bvrt\b|\b3d\b",
    re.IGNORECASE,
)
_REFORMATTED = re.compile(r"\bcor(onal)?\b|\bsag(ittal)?\b|\bmpr\b|oblique", re.IGNORECASE)
#: Siemens B/I and a number from 50 on; names of GE, Philips and Canon.
_SHARP = re.compile(
    r"\b[a-z]?[bi][rlfv]?[5-9]\d[a-z]?\b|bone|lung|sharp|edge|detail", re.IGNORECASE
)
_SOFT = re.compile(
    r"\b[a-z]?[bi][rlfv]?[1-4]\d[a-z]?\b|standard|soft|\bstnd\b|\bfc0?[1-9]\b|\bfc1[0-9]\b",
    re.IGNORECASE,
)
_MILLIMETRES = re.compile(r"(\d{1,2}(?:[.,]\d+)?) ?mm", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """How a series suits, with the reasons in words."""

    series: FoundSeries
    #: Higher suits better; None: nothing for the model at all.
    points: float | None
    reasons: tuple[str, ...]

    @property
    def is_suited(self) -> bool:
        return self.points is not None

    @property
    def why(self) -> str:
        return ", ".join(self.reasons)


def choose_series(found: Sequence[FoundSeries]) -> tuple[Choice, ...]:
    """All of them, the best suited first; equal ones as they are numbered.

    Among equals the one with more images comes first: it covers more, or in thinner slices.
    """
    judged = [judge(one) for one in found]
    return tuple(
        sorted(
            judged,
            key=lambda one: (
                one.points is None,
                -(one.points or 0),
                -(one.series.n_instances or 0),
            ),
        )
    )


def judge(series: FoundSeries, reads: str = CT) -> Choice:
    """One series by the rules.

    Args:
        reads: the kind of image that the model reads. Only of CT do phase, kernel and plane count.
    """
    told = f"{series.description} {series.protocol}".strip()
    refused = _refusal(series, told, reads)
    if refused:
        return Choice(series, None, (refused,))
    of_ct = reads == CT
    scored = [
        *(_phase(series, told) if of_ct else ()),
        *_place(series, told),
        *(_kernel(series) if of_ct else ()),
        *_thickness(series),
    ]
    reasons = tuple(reason for _, reason in scored) or (f"{reads}, nothing else is stated",)
    return Choice(series, sum((points for points, _ in scored), 0.0), reasons)


def _refusal(series: FoundSeries, told: str, reads: str) -> str:
    if series.modality != reads:
        return f"{series.modality or 'unknown modality'}, not {reads}"
    if "LOCALIZER" in series.image_type.upper() or _NO_STACK.search(told):
        return "no stack of slices by its description"
    if series.n_instances is not None and series.n_instances < FEWEST_IMAGES:
        return f"only {series.n_instances} images"
    if reads == CT and _REFORMATTED.search(series.description):
        return "reformatted in another plane"
    thickness = _thickness_mm(series)
    if thickness is not None and thickness > MOST_THICKNESS_MM:
        return f"{thickness:g} mm slices are too thick"
    return ""


def _phase(series: FoundSeries, told: str) -> list[tuple[float, str]]:
    if _PORTAL.search(told) and not _OTHER_PHASE.search(series.description):
        return [(4.0, "portal-venous by its description")]
    if _OTHER_PHASE.search(told):
        return [(-2.0, "another phase by its description")]
    if series.contrast:
        return [(1.0, "contrast agent, phase not told")]
    return [(0.0, "phase not told")]


def _place(series: FoundSeries, told: str) -> list[tuple[float, str]]:
    where = f"{series.body_part} {told}"
    if _ABDOMEN.search(where):
        return [(2.0, "abdomen")]
    if _ELSEWHERE.search(where):
        return [(-4.0, "another part of the body")]
    return []


def _kernel(series: FoundSeries) -> list[tuple[float, str]]:
    told = f"{series.kernel} {series.description}"
    if _SHARP.search(told):
        return [(-3.0, f"sharp kernel{_named(series.kernel)}")]
    if _SOFT.search(told):
        return [(1.0, f"soft kernel{_named(series.kernel)}")]
    return []


def _named(kernel: str) -> str:
    return f" {kernel}" if kernel else ""


def _thickness(series: FoundSeries) -> list[tuple[float, str]]:
    thickness = _thickness_mm(series)
    if thickness is None:
        return []
    low, high = GOOD_THICKNESS_MM
    if low <= thickness <= high:
        return [(1.0, f"{thickness:g} mm slices")]
    word = "thin" if thickness < low else "thick"
    return [(-0.5, f"{word} slices, {thickness:g} mm")]


def _thickness_mm(series: FoundSeries) -> float | None:
    """As the archive says, or else as the description does."""
    if series.thickness_mm is not None:
        return series.thickness_mm
    found = _MILLIMETRES.search(series.description)
    return float(found[1].replace(",", ".")) if found else None
