"""Reasons why the sizes on two scans of one patient may not be comparable."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.follow_up import sentences
from core.follow_up.scan import Scan
from core.modality import MR
from core.sentence import Sentence

#: Codes of cautions about the contrast phase.
PHASE_CODES = ("non_contrast", "other_phase")
#: Slices that are thicker by this factor and by this many mm blur more and measure more coarsely.
THICKER_FACTOR, THICKER_MM = 1.25, 0.5
#: A liver's volume hardly changes by more than this factor unless part of it is missing.
LIVER_FACTOR = 1.3


def comparability(scans: Sequence[Scan], *, same_patient: bool = False) -> tuple[Sentence, ...]:
    """The cautions; empty where the sizes can be compared."""
    found = [
        *_patients(scans, same_patient),
        *_dates(scans),
        *_modalities(scans),
        *_models(scans),
        *_readers(scans),
    ]
    for one, other in pairwise(scans):
        found += [*_phase(one, other), *_slices(one, other), *_livers(one, other)]
    return tuple(dict.fromkeys(found))


def _patients(scans: Sequence[Scan], same_patient: bool) -> list[Sentence]:
    keys = {scan.patient_key for scan in scans}
    if "" in keys:
        nameless = [scan.label for scan in scans if not scan.patient_key]
        return [sentences.patient_not_identified(nameless)]
    if same_patient and len(keys) > 1:
        return [sentences.headers_name_different_patients()]
    return []


def _dates(scans: Sequence[Scan]) -> list[Sentence]:
    undated = [scan.label for scan in scans if scan.study_date is None]
    if undated:
        return [sentences.date_unknown(undated)]
    if any(a.study_date == b.study_date for a, b in pairwise(scans)):
        return [sentences.order_as_given()]
    return []


def _modalities(scans: Sequence[Scan]) -> list[Sentence]:
    kinds = list(dict.fromkeys(scan.modality for scan in scans))
    if len(kinds) > 1:
        return [sentences.different_modalities(kinds)]
    return [sentences.sequence_not_known()] if kinds == [MR] else []


def _models(scans: Sequence[Scan]) -> list[Sentence]:
    if len({scan.weights_sha256 for scan in scans}) == 1:
        return []
    names = list(dict.fromkeys(scan.model_name for scan in scans))
    if len(names) > 1:
        return [sentences.different_models(names)]
    return [sentences.different_model_versions(names[0])]


def _readers(scans: Sequence[Scan]) -> list[Sentence]:
    labels = [scan.label for scan in scans if scan.is_corrected]
    return [sentences.corrected_scans(labels, len(scans))] if labels else []


def _phase(one: Scan, other: Scan) -> list[Sentence]:
    codes = [{code for code in PHASE_CODES if scan.has_caution(code)} for scan in (one, other)]
    if codes[0] == codes[1]:
        return []
    which = other if codes[1] else one
    return [sentences.phases_differ(which.label)]


def _slices(one: Scan, other: Scan) -> list[Sentence]:
    a, b = one.thickest_mm, other.thickest_mm
    if not a or not b:
        return []
    low, high = sorted((a, b))
    if high < THICKER_FACTOR * low or high - low < THICKER_MM:
        return []
    return [sentences.slice_thickness_differs(a, one.label, b, other.label)]


def _livers(one: Scan, other: Scan) -> list[Sentence]:
    low, high = sorted((one.liver_ml, other.liver_ml))
    if not low:
        empty = one if not one.liver_ml else other
        return [sentences.liver_not_found(empty.label)]
    if high < LIVER_FACTOR * low:
        return []
    return [sentences.liver_volume_differs(one.liver_ml, one.label, other.liver_ml, other.label)]
