"""What a reader changed since the version before: only the slices that are different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.annotation import sentences
from core.annotation.annotation import BEFORE_FINDINGS, Annotation
from core.annotation.findings import Finding
from core.annotation.plain import (
    findings_of,
    plain_finding,
    plain_slice_labels,
    slice_labels_of,
)
from core.annotation.run_lengths import decode, encode
from core.errors import InputError


@dataclass(frozen=True)
class Change:
    """The whole of each slice that changed, and both tables as they are now."""

    #: Slice -> `run_lengths.encode` of its voxels.
    slices: Mapping[int, Sequence[int]] = field(default_factory=dict)
    #: All of them, by number, not only those that changed.
    findings: tuple[Finding, ...] = ()
    #: All of them.
    slice_labels: Mapping[int, str] = field(default_factory=dict)


def change_of(value: object, shape: tuple[int, int, int]) -> Change:
    """The change that `{"slices": {"12": runs}, "findings": [...], "slice_labels": {"3": class}}`
    describes.

    Args:
        shape: (slices, rows, columns) of the series.

    Raises:
        InputError: another form, a slice that the series doesn't have, runs that don't fill it.
    """
    match value:
        case {"slices": dict(slices), "findings": findings, "slice_labels": labels, **rest} if (
            not rest
        ):
            pass
        case _:
            raise InputError(sentences.not_a_change())
    return Change(
        {_index(key, shape[0]): _runs(runs, shape[1:]) for key, runs in slices.items()},
        findings_of(findings),
        slice_labels_of(labels, shape[0]),
    )


def plain_change(change: Change) -> dict[str, Any]:
    """JSON values, from which `change_of` makes the same again."""
    return {
        "slices": {str(index): list(runs) for index, runs in change.slices.items()},
        "findings": [plain_finding(one) for one in change.findings],
        "slice_labels": plain_slice_labels(change.slice_labels),
    }


def apply(annotation: Annotation, change: Change) -> Annotation:
    """The next version; `annotation` stays as it is.

    Raises:
        InputError: a slice that the series doesn't have, runs that don't fill it, or voxels of a
            finding that is in no list.
    """
    voxels = annotation.voxels.copy()
    for index, runs in change.slices.items():
        if not 0 <= index < len(voxels):
            raise InputError(sentences.not_a_change())
        voxels[index] = decode(runs, voxels.shape[1:])
    findings = tuple(sorted(change.findings, key=lambda one: one.number))
    after = Annotation(voxels, findings, dict(sorted(change.slice_labels.items())))
    check_findings(after, sorted(change.slices), before=annotation)
    return after


def change_between(before: Annotation, after: Annotation) -> Change:
    """What turns one into the other by `apply`. Both lie on the same grid."""
    changed = [
        index
        for index, (old, new) in enumerate(zip(before.voxels, after.voxels, strict=True))
        if not np.array_equal(old, new)
    ]
    return Change(
        {index: encode(after.voxels[index]) for index in changed},
        after.findings,
        after.slice_labels,
    )


def check_findings(
    annotation: Annotation,
    changed: Sequence[int] = (),
    *,
    before: Annotation | None = None,
) -> None:
    """Raises InputError where a voxel belongs to a finding that is in no list.

    Args:
        changed: the slices that are different from `before`, which was checked: only they are
            looked at, unless a finding is gone.
    """
    numbers = {one.number for one in annotation.findings}
    slices: Sequence[int] = range(len(annotation.voxels))
    if before is not None and {one.number for one in before.findings} <= numbers:
        slices = changed
    for index in slices:
        counts = np.bincount(annotation.voxels[index].ravel(), minlength=256)
        for number in (np.flatnonzero(counts[BEFORE_FINDINGS + 1 :]) + 1).tolist():
            if number not in numbers:
                raise InputError(sentences.finding_missing(number, index + 1))


def _index(key: object, n_slices: int) -> int:
    if not isinstance(key, str) or not key.isascii() or not key.isdigit() or len(key) > 7:
        raise InputError(sentences.not_a_change())
    if int(key) >= n_slices:
        raise InputError(sentences.not_a_change())
    return int(key)


def _runs(value: object, shape: tuple[int, ...]) -> list[int]:
    if not isinstance(value, list) or not all(type(part) is int for part in value):
        raise InputError(sentences.damaged_outline())
    rows, columns = shape
    decode(value, (rows, columns))
    return value
