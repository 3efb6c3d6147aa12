"""What is known of the patient and of the whole liver, and the number that goes with a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.labels import MALIGNANT, SLICE_CLASSES
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
    "indeterminate where none does or no liver was found.",
    form=forms.WORD,
)
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
    def p_malignant(self) -> float: ...

    @property
    def interval(self) -> Mapping[str, tuple[float, float]] | None: ...


def verdict_interval(patient: Verdict) -> tuple[float, float] | None:
    """(low, high) of the number beside the verdict; None where no interval was asked for."""
    return (patient.interval or {}).get(MALIGNANT)


def verdict_text(patient: Verdict) -> str:
    """`"p(malignant) 0.30 (0.20–0.40)"`: what stands under the category, wherever it stands."""
    return f"{VERDICT.title} {probability(patient, MALIGNANT)}"


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
