"""Several slices at one position: copies are dropped, acquisitions are split, and nothing is mixed.

Where no header tells the slices at one position apart, they are put into stacks only if their
numbers give one order everywhere. Otherwise they are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from core.dicom.acquisitions import split_acquisitions
from core.dicom.frames import Frame
from core.dicom.geometry import SAME_POSITION_MM, in_order, positions_mm
from core.dicom.items import Item
from core.dicom.stored import fingerprint

#: Slices much closer together than the others (by this share of the longer distances) are as good
#: as at one position.
NEAR_SHARE = 0.1
#: If no more than this share of the positions is in doubt, only these are left out.
DOUBTFUL_SHARE = 0.1

Clusters = list[list[Frame]]


@dataclass
class Separated:
    """Stacks in which no two slices share a position."""

    #: Each in order, the most inferior slice first.
    stacks: list[list[Frame]]
    copies: list[Frame] = field(default_factory=list)
    #: Slices at shared positions that nothing tells apart.
    doubtful: list[Frame] = field(default_factory=list)
    #: What distinguishes the stacks, as it reads in a sentence; "" if there is only one.
    split_by: str = ""
    #: Whether slices of different stacks have the same position, or lie between one another.
    shared: bool = False
    #: Where that is so first, mm.
    position_mm: float = 0.0


def separate(frames: Sequence[Frame]) -> Separated:
    """Keep one of each set of identical slices; split acquisitions into stacks of their own."""
    ordered = in_order(frames)
    fingerprints = _Fingerprints()
    clusters = clusters_of(ordered)
    copies: list[Frame] = []
    # Two phases may have some identical slices (air, or a simulation without noise): copies are
    # dropped at once only if nothing differs anywhere.
    if all(len({fingerprints[frame] for frame in cluster}) == 1 for cluster in _shared(clusters)):
        clusters, copies = _without_copies(clusters, fingerprints)
        ordered = [frame for cluster in clusters for frame in cluster]
    shared = _shared(clusters)
    split = split_acquisitions(ordered)
    found = Separated([], copies, shared=bool(shared))
    names = list(split.names)
    for part in split.stacks:
        name = _resolve(part, fingerprints, found)
        names += [name] if name and name not in names else []
    found.split_by = " and ".join(names)
    found.position_mm = _first_meeting(ordered, shared, found.stacks)
    return found


def clusters_of(ordered: Sequence[Frame]) -> Clusters:
    """The ordered frames, those at one position together, by their numbers."""
    positions = positions_mm(ordered)
    clusters: Clusters = []
    start = -np.inf
    for frame, position in zip(ordered, positions, strict=True):
        if position - start < SAME_POSITION_MM:
            clusters[-1].append(frame)
        else:
            clusters.append([frame])
            start = position
    for cluster in clusters:
        if len(cluster) > 1:
            cluster.sort(key=lambda frame: frame.number)
    return clusters


class _Fingerprints(dict[Frame, str]):
    """Fingerprints, each computed on first use, because that reads the pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._by_file: dict[Item, list[str]] = {}

    def __missing__(self, frame: Frame) -> str:
        self[frame] = fingerprint(frame, self._by_file)
        return self[frame]


def _shared(clusters: Clusters) -> Clusters:
    return [cluster for cluster in clusters if len(cluster) > 1]


def _resolve(part: list[Frame], fingerprints: _Fingerprints, found: Separated) -> str:
    """Add the stacks of slices that no mark tells apart to `found`; returns what they go by."""
    clusters = clusters_of(part)
    if not _shared(clusters):
        near = _near_clusters(clusters)
        if not near:
            found.stacks.append(part)
            return ""
        stacks, name = _by_number(near), "instance number"
        if not stacks:
            stacks, name = _by_place(near), "position"
        if not stacks:
            found.doubtful += part
            return ""
        found.stacks += stacks
        return name
    distinct, copies = _without_copies(clusters, fingerprints)
    # Slices of air are alike in both phases: at first, copies count as slices of their own.
    if len(clusters) > 1 and (stacks := _by_number(clusters)):
        found.stacks += stacks
        return "instance number"
    found.copies += copies
    if stacks := _by_number(distinct):
        found.stacks += stacks
        return "instance number" if len(stacks) > 1 else ""
    in_doubt = _shared(distinct)
    if len(in_doubt) <= max(1, DOUBTFUL_SHARE * len(distinct)):
        found.stacks.append([cluster[0] for cluster in distinct if len(cluster) == 1])
        found.doubtful += [frame for cluster in in_doubt for frame in cluster]
    else:
        found.doubtful += [frame for cluster in distinct for frame in cluster]
    return ""


def _near_clusters(clusters: Clusters) -> Clusters:
    """Slices that are as good as at one position, together; [] if there are none.

    In two scans of one region, each slice of the one may lie a hair's breadth from one of the
    other. Thin slices beside thick ones follow each other closely as well, but in long rows.
    """
    frames = [frame for cluster in clusters for frame in cluster]
    positions = positions_mm(frames)
    distances = np.diff(positions)
    if len(distances) < 2:
        return []
    near_mm = NEAR_SHARE * float(np.percentile(distances, 75))
    near: list[list[int]] = [[0]]
    for index, distance in enumerate(distances, start=1):
        if distance < near_mm:
            near[-1].append(index)
        else:
            near.append([index])
    together = [group for group in near if len(group) > 1]
    if len(together) < 2 or any(np.ptp(positions[group]) >= near_mm for group in together):
        return []
    return [[frames[index] for index in group] for group in near]


def _by_number(clusters: Clusters) -> list[list[Frame]]:
    """One stack for each rank by instance number within the clusters; [] if they give no one order.

    They do if all of one stack have lower numbers than all of the next, or if the numbers go
    through the body from one position to the next, with those at one position side by side. A
    single position mixes nothing, whatever its numbers.
    """
    ranked = [sorted(cluster, key=lambda frame: frame.number) for cluster in clusters]
    ranks = max(map(len, ranked))
    stacks = [[cluster[rank] for cluster in ranked if len(cluster) > rank] for rank in range(ranks)]
    numbers = [[frame.number[:2] for frame in stack] for stack in stacks]
    in_blocks = all(max(one) < min(other) for one, other in pairwise(numbers))
    if len(ranked) == 1 or ranks == 1 or in_blocks:
        return stacks
    ways = [[frame.number[:2] for frame in cluster] for cluster in ranked]
    distinct = all(len(set(way)) == len(way) for way in ways)
    up = all(one[-1] < other[0] for one, other in pairwise(ways))
    down = all(one[0] > other[-1] for one, other in pairwise(ways))
    return stacks if distinct and (up or down) else []


def _by_place(near: Clusters) -> list[list[Frame]]:
    """The lower and the upper of each near pair; [] unless all are equally far apart."""
    sizes = {len(cluster) for cluster in near}
    if len(sizes) != 1:
        return []
    offsets = np.array([np.diff(positions_mm(in_order(cluster))) for cluster in near])
    if np.ptp(offsets, axis=0).max() >= SAME_POSITION_MM:
        return []
    return [list(stack) for stack in zip(*map(in_order, near), strict=True)]


def _without_copies(
    clusters: Clusters, fingerprints: _Fingerprints
) -> tuple[Clusters, list[Frame]]:
    """(clusters without repeated content, the copies left out)."""
    distinct, copies = [], []
    for cluster in clusters:
        if len(cluster) == 1:
            distinct.append(cluster)
            continue
        kept: dict[str, Frame] = {}
        for frame in cluster:
            if kept.setdefault(fingerprints[frame], frame) is not frame:
                copies.append(frame)
        distinct.append(list(kept.values()))
    return distinct, copies


def _first_meeting(ordered: list[Frame], shared: Clusters, stacks: list[list[Frame]]) -> float:
    """The lowest position at which slices are shared, or two stacks meet; mm."""
    if shared:
        return float(positions_mm([ordered[0], shared[0][0]])[1])
    if len(stacks) < 2:
        return 0.0
    starts = [float(positions_mm([ordered[0], stack[0]])[1]) for stack in stacks]
    return sorted(starts)[1]
