"""Reasons why two scans of one patient can't be compared like with like."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.follow_up.scan import Scan

#: Cautions that tell one contrast phase from another.
PHASE_CODES = ("non_contrast", "other_phase")
#: Slices that are thicker by this factor and this many mm blur more and cut sizes more coarsely.
THICKER_FACTOR, THICKER_MM = 1.25, 0.5
#: A liver's volume hardly changes by more than this factor unless part of it is missing.
LIVER_FACTOR = 1.3


def comparability(scans: Sequence[Scan], *, same_patient: bool = False) -> tuple[str, ...]:
    """One sentence each; none where nothing speaks against comparing the sizes."""
    found = [*_patients(scans, same_patient), *_dates(scans), *_models(scans)]
    for one, other in pairwise(scans):
        found += [*_phase(one, other), *_slices(one, other), *_livers(one, other)]
    return tuple(dict.fromkeys(found))


def _patients(scans: Sequence[Scan], same_patient: bool) -> list[str]:
    keys = {scan.patient_key for scan in scans}
    if "" in keys:
        nameless = ", ".join(scan.label for scan in scans if not scan.patient_key)
        return [f"The header of {nameless} names nobody: that it is one patient is on your word."]
    if same_patient and len(keys) > 1:
        return ["The headers name different patients: that it is one patient is on your word."]
    return []


def _dates(scans: Sequence[Scan]) -> list[str]:
    undated = [scan.label for scan in scans if scan.study_date is None]
    if undated:
        return [
            f"The date of {', '.join(undated)} is not known: the order is as you gave it, and "
            "there is no doubling time."
        ]
    if any(a.study_date == b.study_date for a, b in pairwise(scans)):
        return ["Two of the scans have the same date: the order is as you gave it."]
    return []


def _models(scans: Sequence[Scan]) -> list[str]:
    if len({scan.weights_sha256 for scan in scans}) == 1:
        return []
    names = list(dict.fromkeys(scan.model_name for scan in scans))
    what = (
        f"different models ({', '.join(names)})"
        if len(names) > 1
        else (f"different versions of {names[0]}")
    )
    return [
        f"The scans were analysed by {what}: a change may be a difference of the models; analyse "
        "all with one."
    ]


def _phase(one: Scan, other: Scan) -> list[str]:
    codes = [{code for code in PHASE_CODES if scan.has_caution(code)} for scan in (one, other)]
    if codes[0] == codes[1]:
        return []
    which = other if codes[1] else one
    return [
        f"The contrast phases differ ({which.label} does not look portal-venous): lesions look "
        "larger or smaller in another phase, so the sizes are not comparable."
    ]


def _slices(one: Scan, other: Scan) -> list[str]:
    a, b = one.thickest_mm, other.thickest_mm
    if not a or not b:
        return []
    low, high = sorted((a, b))
    if high < THICKER_FACTOR * low or high - low < THICKER_MM:
        return []
    return [
        f"Slices of {a:.3g} mm on {one.label} and {b:.3g} mm on {other.label}: sizes of small "
        "lesions are not comparable, and thin slices show lesions that thick ones hide."
    ]


def _livers(one: Scan, other: Scan) -> list[str]:
    low, high = sorted((one.liver_ml, other.liver_ml))
    if not low:
        empty = one if not one.liver_ml else other
        return [f"No liver was found on {empty.label}: lesions there can't be followed."]
    if high < LIVER_FACTOR * low:
        return []
    return [
        f"The liver measures {one.liver_ml:,.0f} mL on {one.label} and {other.liver_ml:,.0f} mL on "
        f"{other.label}: part of it may be missing on one, and lesions there look new or gone."
    ]
