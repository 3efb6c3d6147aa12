"""A finding as plain values, and back: what comes from a browser or a file is checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from core.annotation import sentences
from core.annotation.findings import CERTAINTIES, KINDS, MOST_FINDINGS, NOT_A_LESION, Finding
from core.errors import InputError
from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.typed_text import lines

#: Letters of a note.
LONGEST_NOTE = 2000
#: Major features of a form, and what a name or an answer is made of.
MOST_FEATURES = 40
_WORD = re.compile(r"[A-Za-z0-9_.+-]{1,40}")
_PARTS = {
    "number",
    "kind",
    "certainty",
    "looks",
    "note",
    "rejected",
    "is_from_model",
    "li_rads",
}
#: "12", as JSON writes the slice 12 where it is a key.
_INDEX = re.compile(r"0|[1-9][0-9]{0,6}")


def plain_finding(finding: Finding) -> dict[str, Any]:
    """JSON values, from which `finding_of` makes the same again."""
    return {
        "number": finding.number,
        "kind": finding.kind,
        "certainty": finding.certainty,
        "looks": finding.looks,
        "note": finding.note,
        "rejected": finding.rejected,
        "is_from_model": finding.is_from_model,
        "li_rads": dict(finding.li_rads),
    }


def finding_of(value: object) -> Finding:
    """The finding that JSON values describe; what is left out has its default.

    Raises:
        InputError: a part is of the wrong type, out of range or unknown, or the number is missing.
    """
    if not isinstance(value, dict) or not value.keys() <= _PARTS:
        raise _wrong("form")
    usual = Finding(1)
    return Finding(
        number=_number(value.get("number")),
        kind=_one_of(value.get("kind", usual.kind), KINDS, "kind"),
        certainty=_one_of(value.get("certainty", usual.certainty), CERTAINTIES, "certainty"),
        looks=_one_of(value.get("looks", usual.looks), (BENIGN, MALIGNANT), "appearance"),
        note=_note(value.get("note", usual.note)),
        rejected=_one_of(value.get("rejected", ""), ("", *NOT_A_LESION), "reason for rejection"),
        is_from_model=_yes_or_no(value.get("is_from_model", usual.is_from_model)),
        li_rads=_features(value.get("li_rads", {})),
    )


def findings_of(values: object) -> tuple[Finding, ...]:
    """The findings that a JSON list describes, by number.

    Raises:
        InputError: one of them is none, or two have the same number.
    """
    if not isinstance(values, list) or len(values) > MOST_FINDINGS:
        raise _wrong("form")
    found: dict[int, Finding] = {}
    for one in map(finding_of, values):
        if one.number in found:
            raise InputError(sentences.numbered_twice(one.number))
        found[one.number] = one
    return tuple(found[number] for number in sorted(found))


def plain_slice_labels(labels: Mapping[int, str]) -> dict[str, str]:
    """JSON values: its keys are text."""
    return {str(index): labels[index] for index in sorted(labels)}


def slice_labels_of(value: object, n_slices: int) -> dict[int, str]:
    """Slice -> class of `labels.SLICE_CLASSES`, in the order of the slices.

    Raises:
        InputError: a slice that the series doesn't have, or another class.
    """
    if not isinstance(value, dict) or len(value) > n_slices:
        raise InputError(sentences.not_a_slice_label())
    found = {}
    for key, label in value.items():
        if not isinstance(key, str) or not _INDEX.fullmatch(key) or int(key) >= n_slices:
            raise InputError(sentences.not_a_slice_label())
        if not isinstance(label, str) or label not in SLICE_CLASSES:
            raise InputError(sentences.not_a_slice_label())
        found[int(key)] = label
    return dict(sorted(found.items()))


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_FINDINGS:
        raise _wrong("number")
    return value


def _one_of(value: object, known: Collection[str], what: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _wrong(what)
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong("origin")
    return value


def _note(value: object) -> str:
    """Its lines stay; what shows nothing goes."""
    if not isinstance(value, str) or len(value) > LONGEST_NOTE:
        raise _wrong("note")
    return lines(value)


def _features(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_FEATURES:
        raise _wrong("LI-RADS form")
    for part in (*value, *value.values()):
        if not isinstance(part, str) or not _WORD.fullmatch(part):
            raise _wrong("LI-RADS form")
    return dict(value)


def _wrong(what: str) -> InputError:
    return InputError(sentences.not_a_finding(what))
