"""Which findings of several readers are the same place in the liver, and what each calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from core.agreement.outlines import PairOutlines, pairs_of
from core.annotation import BEFORE_FINDINGS, LIVER, Annotation, Finding, voxel_of
from core.bounding_box import Box
from core.comparison.lesion_match import MIN_OVERLAP, MIN_VOXELS

#: A finding that lies in another by this share of its voxels is the same place, however small it
#: is: one reader outlines the whole, another a part.
INSIDE = 0.5
#: What a reader says of a place: a lesion, a finding rejected as none, or nothing outlined.
LESION, NO_LESION, NOTHING_THERE = "lesion", "not a lesion", "not outlined"


@dataclass(frozen=True)
class LesionGroup:
    """One place that at least one reader outlined."""

    #: From 1, the most voxels first.
    number: int
    #: Reader -> numbers of their findings there, the largest first; () for none.
    findings: Mapping[str, tuple[int, ...]]
    #: Reader -> `LESION`, `NO_LESION` or `NOTHING_THERE`.
    said: Mapping[str, str]
    #: Reader -> their largest finding there; of readers who outlined something.
    main: Mapping[str, Finding]
    #: Around what anyone outlined there, in the series.
    box: Box
    #: The slice on which most readers' voxels lie.
    slice_index: int
    #: Voxels that anyone outlined there.
    n_voxels: int
    #: One entry for each pair of readers who both called it a lesion.
    pairs: tuple[PairOutlines, ...]

    @property
    def callers(self) -> tuple[str, ...]:
        """The readers who called it a lesion."""
        return tuple(reader for reader, word in self.said.items() if word == LESION)

    def kind(self, reader: str) -> str | None:
        """The kind that a reader gave the lesion; None of who calls it none."""
        return self.main[reader].kind if self.said[reader] == LESION else None

    def looks(self, reader: str) -> str | None:
        """Likewise "benign" or "malignant"."""
        return self.main[reader].slice_class if self.said[reader] == LESION else None


class _Node(NamedTuple):
    """One reader's finding."""

    reader: str
    number: int


class _Place(NamedTuple):
    """Where it lies."""

    n_voxels: int
    box: Box


def lesion_groups(
    annotations: Mapping[str, Annotation],
    spacing_mm: tuple[float, float, float] | None = None,
) -> tuple[LesionGroup, ...]:
    """The places that readers outlined.

    Findings of two readers are the same place if they share at least `MIN_OVERLAP` of their joint
    voxels (the rule by which lesions of a model are matched), or if `INSIDE` of one lies in the
    other; so are findings that are the same place as a third. Rejected findings count. Findings of
    fewer than `MIN_VOXELS` voxels are slips of the brush and are left out.

    Args:
        annotations: reader -> what they say, all of one shape.
        spacing_mm: as `outlines.pairs_of`.
    """
    places = _places(annotations)
    shared = _shared(annotations, places)
    groups = [_group(nodes, places, annotations, spacing_mm) for nodes in _joined(places, shared)]
    ordered = sorted(groups, key=lambda one: (-one.n_voxels, one.slice_index))
    return tuple(replace(one, number=number) for number, one in enumerate(ordered, start=1))


def region(annotation: Annotation, numbers: tuple[int, ...], box: Box) -> np.ndarray:
    """(z, y, x) bool, in `box`: the voxels of those findings."""
    return np.isin(annotation.voxels[box], [voxel_of(number) for number in numbers])


def _places(annotations: Mapping[str, Annotation]) -> dict[_Node, _Place]:
    found: dict[_Node, _Place] = {}
    for reader, annotation in annotations.items():
        counts = np.bincount(annotation.voxels.ravel(), minlength=256)
        boxes = ndimage.find_objects(annotation.voxels)
        for finding in annotation.findings:
            value = voxel_of(finding.number)
            if counts[value] >= MIN_VOXELS:
                found[_Node(reader, finding.number)] = _Place(int(counts[value]), boxes[value - 1])
    return found


def _shared(
    annotations: Mapping[str, Annotation], places: Mapping[_Node, _Place]
) -> dict[frozenset[_Node], int]:
    """Pairs of findings of two readers -> voxels that they share."""
    found: dict[frozenset[_Node], int] = {}
    for a, b in combinations(annotations, 2):
        first, second = annotations[a].voxels, annotations[b].voxels
        both = (first > LIVER) & (second > LIVER)
        pairs = first[both].astype(np.uint16) * 256 + second[both]
        for code, count in zip(*np.unique(pairs, return_counts=True), strict=True):
            one, other = divmod(int(code), 256)
            nodes = _Node(a, one - BEFORE_FINDINGS), _Node(b, other - BEFORE_FINDINGS)
            if all(node in places for node in nodes):
                found[frozenset(nodes)] = int(count)
    return found


def _joined(
    places: Mapping[_Node, _Place], shared: Mapping[frozenset[_Node], int]
) -> list[list[_Node]]:
    """Findings in groups of the same place."""
    group = {node: number for number, node in enumerate(places)}
    for pair, count in shared.items():
        a, b = (places[node].n_voxels for node in pair)
        if count / (a + b - count) >= MIN_OVERLAP or count / min(a, b) >= INSIDE:
            kept, gone = sorted(group[node] for node in pair)
            group = {node: kept if at == gone else at for node, at in group.items()}
    return [[node for node in places if group[node] == at] for at in sorted(set(group.values()))]


def _group(
    nodes: list[_Node],
    places: Mapping[_Node, _Place],
    annotations: Mapping[str, Annotation],
    spacing_mm: tuple[float, float, float] | None,
) -> LesionGroup:
    nodes = sorted(nodes, key=lambda node: -places[node].n_voxels)
    box = _around([places[node].box for node in nodes])
    numbers = {
        reader: tuple(node.number for node in nodes if node.reader == reader)
        for reader in annotations
    }
    outlined = np.sum(
        [region(annotations[reader], own, box) for reader, own in numbers.items()],
        axis=0,
        dtype=np.uint8,
    )
    main: dict[str, Finding] = {}
    said: dict[str, str] = {}
    bodies: dict[str, np.ndarray] = {}
    for reader, own in numbers.items():
        of_reader = {finding.number: finding for finding in annotations[reader].findings}
        lesions = tuple(number for number in own if of_reader[number].is_lesion)
        said[reader] = LESION if lesions else NO_LESION if own else NOTHING_THERE
        if own:
            main[reader] = of_reader[(lesions or own)[0]]
        if lesions:
            bodies[reader] = region(annotations[reader], lesions, box)
    return LesionGroup(
        number=0,
        findings=numbers,
        said=said,
        main=main,
        box=box,
        slice_index=box[0].start + int(outlined.sum(axis=(1, 2), dtype=np.int64).argmax()),
        n_voxels=int(np.count_nonzero(outlined)),
        pairs=pairs_of(bodies, spacing_mm),
    )


def _around(boxes: list[Box]) -> Box:
    """The smallest box that holds them all."""
    planes, rows, columns = (
        slice(min(part.start for part in parts), max(part.stop for part in parts))
        for parts in zip(*boxes, strict=True)
    )
    return planes, rows, columns
