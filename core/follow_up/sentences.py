"""What a follow-up says to people: errors, cautions, notes on lesions, reasons for a response."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from core.annotation.sentences import CORRECTED
from core.sentence import sentence

# Errors: scans that can't be compared.


@sentence
def needs_two_scans() -> str:
    return "A follow-up needs two scans of one patient: analyse another one."


@sentence
def same_series(one: str, other: str) -> str:
    return f"{_start(one)} and {other} are the same series: choose a scan of another day."


@sentence
def different_patients(one: str, other: str, one_patient: str, other_patient: str) -> str:
    """The patients are named unless the scans' labels already are the patients'."""
    named = (one_patient, other_patient) != (one, other)
    who = f" ({one_patient} and {other_patient})" if named else ""
    return (
        f"{_start(one)} and {other} are of different patients{who}: a follow-up needs scans of one "
        "patient."
    )


@sentence
def wrong_order(one: str, one_date: date, other: str, other_date: date) -> str:
    return (
        f"{_start(one)} ({one_date}) was made after {other} ({other_date}): put the earlier one "
        "first."
    )


@sentence
def no_study_date(label: str) -> str:
    return f"{_start(label)} has no study date: say which scan is the earlier one."


@sentence
def same_study_date(day: date, one: str, other: str) -> str:
    return (
        f"Two of the scans have the same date, {day} ({one}, {other}): remove one of them, or say "
        "which is the earlier one."
    )


@sentence
def lesion_incomplete(where: str, field: str) -> str:
    return (
        f"A lesion of {where} was stored without its {field}, so it can't be followed: analyse "
        "that scan again."
    )


# Alignment: how it was done, and why it may be wrong.


@sentence
def aligned_by_outlines(shift_mm: np.ndarray, turn_degrees: float, distance_mm: float) -> str:
    return (
        f"Aligned by the outlines of the liver: moved by {_vector(shift_mm)} mm (left, back, up) "
        f"and rotated by {turn_degrees:.0f}°; the surfaces then lie {distance_mm:.1f} mm apart "
        "(median)."
    )


@sentence
def aligned_by_boxes(shift_mm: np.ndarray, scale: np.ndarray) -> str:
    return (
        f"Aligned by the bounding boxes of the liver: moved by {_vector(shift_mm)} mm (left, back, "
        f"up) and scaled by {' × '.join(f'{factor:.2f}' for factor in scale)}; less accurate than "
        "by the outlines, which needs both series open."
    )


@sentence
def not_aligned() -> str:
    return "Not aligned: lesions are matched by their position on the scanner table."


@sentence
def liver_position_unknown(labels: Sequence[str]) -> str:
    return (
        f"The position of the liver is not known for {' and '.join(labels)}: lesions are matched "
        "by their position on the scanner table, so if the patient lay differently, every lesion "
        "looks gone and new; analyse it again to match by the liver."
    )


@sentence
def livers_do_not_fit(earlier: str, later: str, distance_mm: float) -> str:
    return (
        f"The livers of {earlier} and {later} don't fit each other (their surfaces stay "
        f"{distance_mm:.0f} mm apart): lesions may be matched wrongly."
    )


@sentence
def liver_cut_off(labels: Sequence[str]) -> str:
    return (
        f"The liver is cut off at an end of the series on {' and '.join(labels)}: its bounding box "
        "does not show where the whole liver lies, so lesions may be matched wrongly; open both "
        "series to match by the outlines."
    )


# Cautions: why a change may not be one.


@sentence
def scan_not_assessable(label: str, reasons: str, counted: bool) -> str:
    why = f" ({reasons})" if reasons else ""
    state = "counts in the sums, because you asked for it" if counted else "counts in no sum"
    return (
        f"{_start(label)} is not assessable{why}: what was outlined on it is outside the model's "
        f"reach, it {state}, and a lesion that is new or gone there may be neither."
    )


@sentence
def patient_not_identified(labels: Sequence[str]) -> str:
    return (
        f"The header of {', '.join(labels)} does not identify the patient: that the scans are of "
        "one patient rests on your word."
    )


@sentence
def headers_name_different_patients() -> str:
    return (
        "The headers name different patients: that the scans are of one patient rests on your word."
    )


@sentence
def date_unknown(labels: Sequence[str]) -> str:
    return (
        f"The date of {', '.join(labels)} is not known: the order is as you gave it, and there is "
        "no doubling time."
    )


@sentence
def order_as_given() -> str:
    return "Two of the scans have the same date: the order is as you gave it."


@sentence
def different_modalities(kinds: Sequence[str]) -> str:
    return (
        f"The scans are of different kinds ({' and '.join(kinds)}): lesions look larger or smaller "
        "on another kind, so the sizes are not comparable."
    )


@sentence
def sequence_not_known() -> str:
    return (
        "The scans are MR: whether they are of one sequence is not checked. Lesions look larger or "
        "smaller in another sequence, so compare scans of the same."
    )


@sentence
def different_models(names: Sequence[str]) -> str:
    return (
        f"The scans were analysed by different models ({', '.join(names)}): a change may come from "
        "the models; analyse all scans with one model."
    )


@sentence
def different_model_versions(name: str) -> str:
    return (
        f"The scans were analysed by different versions of {name}: a change may come from the "
        "models; analyse all scans with one version."
    )


@sentence
def corrected_scans(labels: Sequence[str], n_scans: int) -> str:
    if len(labels) == n_scans:
        return f"The outlines of all scans were {CORRECTED}: the sizes follow the reader."
    return (
        f"The outlines of {' and '.join(labels)} were {CORRECTED}, those of the other scans were "
        "not: a change may come from that; check the other outlines too."
    )


@sentence
def phases_differ(label: str) -> str:
    return (
        f"The contrast phases differ ({label} does not look portal-venous): lesions look larger or "
        "smaller in another phase, so the sizes are not comparable."
    )


@sentence
def slice_thickness_differs(one_mm: float, one: str, other_mm: float, other: str) -> str:
    return (
        f"Slices of {one_mm:.3g} mm on {one} and {other_mm:.3g} mm on {other}: sizes of small "
        "lesions are not comparable, and thin slices show lesions that thick slices hide."
    )


@sentence
def liver_not_found(label: str) -> str:
    return f"No liver was found on {label}: lesions there can't be followed."


@sentence
def liver_volume_differs(one_ml: float, one: str, other_ml: float, other: str) -> str:
    return (
        f"The liver measures {one_ml:,.0f} mL on {one} and {other_ml:,.0f} mL on {other}: part of "
        "it may be missing on one scan, and lesions there would look new or gone."
    )


@sentence
def target_match_uncertain(tracks: Sequence[int]) -> str:
    which = " and ".join(map(str, tracks))
    if len(tracks) == 1:
        start = f"The match of target lesion {which} is uncertain"
    else:
        start = f"The matches of target lesions {which} are uncertain"
    return f"{start}, and the sum of diameters depends on it."


# Notes on one lesion.


@sentence
def match_uncertain(label: str) -> str:
    return f"On {label} another lesion is almost as close: check both."


@sentence
def found_again(missed: str, label: str) -> str:
    return f"Not found on {missed}, but found again on {label}."


@sentence
def label_changed(before: str, after: str, label: str) -> str:
    return (
        f"{before.capitalize()}-looking before and {after}-looking on {label}: the model's "
        "classification changed, or the match is wrong."
    )


@sentence
def may_have_merged(track: int) -> str:
    return f"Its position lies within what is now lesion {track}: the two may have merged."


@sentence
def may_have_split() -> str:
    return "Lies within an earlier lesion: it may be part of that lesion."


def _start(text: str) -> str:
    """With a capital, to begin a sentence; file names stay as they are."""
    return text[0].upper() + text[1:] if text.startswith("the ") else text


def _vector(values: np.ndarray) -> str:
    # Rounded first: -0.2 would read "-0".
    return ", ".join(str(round(float(value))) for value in values)
