"""From the annotations of several readers to one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.agreement.lesions import LesionGroup, lesion_groups
from core.agreement.series import check_comparable
from core.annotation import LIVER, MOST_FINDINGS, NOTHING, Annotation, Finding, voxel_of
from core.bounding_box import bounding_box
from core.consensus import sentences
from core.consensus.decision import (
    ARBITER,
    LESION,
    METHODS,
    OPEN,
    REJECTED,
    STAPLE,
    Consensus,
    Decision,
    Performance,
)
from core.consensus.estimate import FEWEST_READERS, MOST_READERS, staple
from core.consensus.outline import Outline, joint_outline
from core.consensus.votes import agreed_finding, most_named, outcome_of
from core.errors import UsageError
from core.labels import LESION_CODES


def consensus(
    annotations: Mapping[str, Annotation], method: str, *, arbiter: Annotation | None = None
) -> Consensus:
    """What the readers say together.

    Whether a place is a lesion is voted on: it is one if more than half of the readers call it
    one, it is rejected if more readers reject it than call it a lesion, and it is left open
    otherwise. The outline of a lesion comes from those who call it one: by `MAJORITY` the voxels
    that more than half of them outlined, by `STAPLE` those that are more likely in than out; with
    fewer than three of them it is the majority's. The liver is made likewise. An `ARBITER`'s own
    annotation is the consensus as it is.

    What the readers leave open is in `Consensus.uncertain`: open places, voxels on which exactly
    half of them agree or which STAPLE is unsure of, and lesions of which they can't say whether
    they look benign or malignant.

    Args:
        annotations: reader -> what they say; the arbiter is not among them.
        arbiter: their annotation; only for `ARBITER`.

    Raises:
        UsageError: no such method, too few readers for it, annotations of different shapes, or no
            annotation by the arbiter.
    """
    if method not in METHODS:
        raise UsageError(sentences.unknown_method(method, ", ".join(METHODS)))
    if method == ARBITER:
        if arbiter is None:
            raise UsageError(sentences.no_arbiter())
        nothing_open = np.zeros(arbiter.voxels.shape, bool)
        return Consensus(method, tuple(annotations), arbiter, nothing_open)
    if method == STAPLE and not FEWEST_READERS <= len(annotations) <= MOST_READERS:
        raise UsageError(
            sentences.number_of_readers(len(annotations), FEWEST_READERS, MOST_READERS)
        )
    if len(annotations) < 2:
        raise UsageError(sentences.too_few_for_majority(len(annotations)))
    check_comparable(annotations)
    return _together(annotations, method)


def _together(annotations: Mapping[str, Annotation], method: str) -> Consensus:
    voxels = np.zeros(next(iter(annotations.values())).voxels.shape, np.uint8)
    uncertain = np.zeros(voxels.shape, bool)
    liver = _liver(annotations, method)
    if liver is not None:
        voxels[liver.box][liver.inside] = LIVER
        uncertain[liver.box] |= liver.unsure
    decisions: list[Decision] = []
    findings: list[Finding] = []
    # The largest first: a small lesion inside or beside it then keeps its voxels.
    for group in lesion_groups(annotations):
        outcome = outcome_of(group)
        if len(findings) == MOST_FINDINGS:
            outcome = OPEN
        who = group.callers if outcome == LESION else _all_there(group)
        outline = joint_outline(annotations, group, who, method)
        if outcome == OPEN:
            uncertain[group.box] |= outline.anyone
            decisions.append(Decision(group, OPEN, None))
            continue
        finding, looks_open = agreed_finding(group, len(findings) + 1, outcome)
        voxels[group.box][outline.inside] = voxel_of(finding.number)
        uncertain[group.box] |= outline.anyone if looks_open else outline.unsure
        if outcome == REJECTED:
            # It is no lesion whichever way its edge runs.
            uncertain[group.box] &= ~outline.inside
        findings.append(finding)
        decisions.append(Decision(group, outcome, finding.number, outline.method, looks_open))
    labels = _slice_labels(annotations)
    return Consensus(
        method,
        tuple(annotations),
        Annotation(voxels, tuple(findings), labels),
        uncertain,
        tuple(decisions),
        _performance(annotations) if method == STAPLE else {},
    )


def _all_there(group: LesionGroup) -> tuple[str, ...]:
    """The readers who outlined something there."""
    return tuple(reader for reader, numbers in group.findings.items() if numbers)


def _liver(annotations: Mapping[str, Annotation], method: str) -> Outline | None:
    """Lesions included; of those readers who outlined any. None where nobody did."""
    bodies = [one.voxels != NOTHING for one in annotations.values() if one.voxels.any()]
    return Outline.of(bodies, method) if bodies else None


def _slice_labels(annotations: Mapping[str, Annotation]) -> dict[int, str]:
    """Those that more than half of the readers who labelled the slice gave it."""
    said: dict[int, list[str]] = {}
    for one in annotations.values():
        for index, label in one.slice_labels.items():
            said.setdefault(index, []).append(label)
    agreed = {index: most_named(words) for index, words in sorted(said.items())}
    return {index: word for index, word in agreed.items() if word is not None}


def _performance(annotations: Mapping[str, Annotation]) -> dict[str, dict[str, Performance]]:
    """Of each reader, on the liver and on all lesions together."""
    bodies = {
        "liver": [one.voxels != NOTHING for one in annotations.values()],
        "lesions": [one.mask() >= min(LESION_CODES) for one in annotations.values()],
    }
    found: dict[str, dict[str, Performance]] = {}
    for name, masks in bodies.items():
        box = bounding_box(np.any(masks, axis=0), margin=1)
        if box is None:
            continue
        said = staple([mask[box] for mask in masks])
        found[name] = {
            reader: Performance(sensitivity, specificity)
            for reader, sensitivity, specificity in zip(
                annotations, said.sensitivity, said.specificity, strict=True
            )
        }
    return found
