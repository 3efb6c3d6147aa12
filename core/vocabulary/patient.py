"""What is known of the patient and of the whole liver, and the number that goes with a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from core.labels import DISPLAY_NAMES, MALIGNANT, NOT_ASSESSABLE, SLICE_CLASSES
from core.vocabulary import forms
from core.vocabulary.quantity import Quantity

P_CLASS: dict[str, Quantity] = {
    name: Quantity(
        f"p_{name}",
        title=f"p({name})",
        meaning=f"The model's probability that the patient is {name}, from the slices by the rule "
        "and the calibration of the model's card; the three sum to 1.",
        form=forms.PROBABILITY,
    )
    for name in SLICE_CLASSES
}
CATEGORY = Quantity(
    "category",
    title="Category",
    meaning="The first of malignant, benign and normal whose probability reaches its threshold; "
    "indeterminate where none does, or where the scores say normal of a part of the liver or "
    "although a lesion was outlined; not_assessable where the series lies outside what the model "
    "was measured on.",
    form=forms.WORD,
)
REASONS = Quantity(
    "reasons",
    title="Reasons",
    meaning="Why the series is not assessable, as codes; empty where it is.",
    form=forms.WORDS,
)
NOTHING_FOUND_IN_PART = Quantity(
    "nothing_found_in_part",
    title="Nothing found in the part examined",
    meaning="Whether the patient is indeterminate only because a part of the liver is missing: "
    "the scores say normal, and no lesion was outlined.",
    form=forms.YES_NO,
)
#: The reason, and the caution, that no size can be trusted either.
SIZES_IMPLAUSIBLE = "sizes_implausible"
#: Code of a reason -> what it says to a person.
REASON_WORDS: dict[str, str] = {
    "modality": "not a CT",
    "hu_implausible": "the values can't be Hounsfield units",
    SIZES_IMPLAUSIBLE: "no image of a liver has such sizes",
    "body_part": "another part of the body",
    "no_liver": "no liver was found",
    "non_contrast": "no contrast agent",
    "arterial": "arterial phase",
    "unclear_phase": "the phase of contrast is unclear",
    "partial_liver": "less than half of a liver",
    "single_slice": "a single slice",
    "metal": "metal over the liver",
    "noise": "more noise than the model was measured at",
    "thickness": "slices of another thickness than the model was measured at",
    "kernel": "another kernel than the model was measured at",
}
#: What stands beside every score of such a series.
OUTSIDE = "outside the model's reach"
#: ... and beside every length, area and volume, where the sizes of the image are wrong too.
SIZES_UNTRUSTED = "sizes can't be trusted"
NEEDS_REVIEW = Quantity(
    "needs_review",
    title="Needs review",
    meaning="Whether a person should look, because the category might as well be another.",
    form=forms.YES_NO,
)
LIVER_VOLUME = Quantity(
    "liver_volume_ml",
    title="Liver volume",
    short="Liver",
    unit="mL",
    meaning="Volume of the liver, lesions included.",
    form=forms.VOLUME,
    formula="As of a lesion, over all that is liver or lesion",
    also=("liver_ml",),
)
LESION_VOLUME = Quantity(
    "lesion_volume_ml",
    title="Lesion volume",
    short="Lesions",
    unit="mL",
    meaning="Volume of all lesions together.",
    form=forms.VOLUME,
    formula="Sum of `volume_ml` over the lesions",
    also=("lesion_ml",),
)
BURDEN = Quantity(
    "burden_percent",
    title="Lesion burden",
    short="Burden",
    unit="%",
    meaning="The lesions' share of the liver.",
    form=forms.PERCENT,
    formula="100 × lesion volume / liver volume",
)

PATIENT: tuple[Quantity, ...] = (
    *P_CLASS.values(),
    CATEGORY,
    REASONS,
    NOTHING_FOUND_IN_PART,
    NEEDS_REVIEW,
    LIVER_VOLUME,
    LESION_VOLUME,
    BURDEN,
)

#: The number beside every verdict. p(malignant), whatever the category: it alone can be compared
#: from patient to patient, and it is what the worklist sorts by.
VERDICT = P_CLASS[MALIGNANT]


class Verdict(Protocol):
    """A patient's risk, or a record of the worklist."""

    @property
    def category(self) -> str: ...

    @property
    def p_malignant(self) -> float: ...

    @property
    def interval(self) -> Mapping[str, tuple[float, float]] | None: ...


def verdict_interval(patient: Verdict) -> tuple[float, float] | None:
    """(low, high) of the number beside the verdict; None where no interval was asked for."""
    return (patient.interval or {}).get(MALIGNANT)


class Headlined(Protocol):
    """A patient's risk, a record of the worklist, or a scan of a follow-up."""

    @property
    def category(self) -> str: ...

    @property
    def reasons(self) -> tuple[str, ...]: ...

    @property
    def nothing_found_in_part(self) -> bool: ...


def headline(patient: Headlined) -> str:
    """`"Malignant-looking"`: the category in words, wherever it stands."""
    if patient.nothing_found_in_part:
        return NOTHING_FOUND_IN_PART.title
    return DISPLAY_NAMES.get(patient.category, patient.category.capitalize())


def headline_with_reasons(patient: Headlined) -> str:
    """`"Not assessable: no contrast agent; less than half of a liver"`"""
    why = reason_words(patient.reasons)
    return f"{headline(patient)}: {why}" if why else headline(patient)


def reason_words(reasons: Iterable[str]) -> str:
    """`"no contrast agent; less than half of a liver"`; "" without any."""
    return "; ".join(REASON_WORDS.get(code, code) for code in reasons)


def is_outside(category: str) -> bool:
    """Whether scores and outlines are only there to be looked at, and count nowhere."""
    return category == NOT_ASSESSABLE


def outside_text(patient: Headlined) -> str:
    """`"outside the model's reach; sizes can't be trusted"`: what stands beside scores, outlines
    and sizes; "" where they count."""
    if not is_outside(patient.category):
        return ""
    words = sizes_text(patient.reasons)
    return f"{OUTSIDE}; {words}" if words else OUTSIDE


def sizes_text(reasons: Iterable[str]) -> str:
    """What stands beside lengths, areas and volumes alone; "" where they can be trusted."""
    return SIZES_UNTRUSTED if SIZES_IMPLAUSIBLE in reasons else ""


def verdict_text(patient: Verdict) -> str:
    """`"p(malignant) 0.30 (0.20–0.40)"`: what stands under the category, wherever it stands.

    Of a series that is not assessable it ends in `OUTSIDE`.
    """
    text = f"{VERDICT.title} {probability(patient, MALIGNANT)}"
    return f"{text}, {OUTSIDE}" if is_outside(patient.category) else text


def probability(patient: Verdict, name: str) -> str:
    """`"0.70 (0.60–0.80)"`: of one class."""
    bounds = (patient.interval or {}).get(name)
    within = f" ({forms.interval(*bounds)})" if bounds else ""
    return f"{P_CLASS[name].text(patient)}{within}"


def liver_text(burden: object) -> str:
    """`"liver 1,480 mL, burden 2.1 %"`; "" without a liver."""
    if not LIVER_VOLUME.value(burden):
        return ""
    liver = f"liver {LIVER_VOLUME.with_unit(burden)}"
    if not LESION_VOLUME.value(burden):
        return liver
    return f"{liver}, burden {BURDEN.with_unit(burden)}"
