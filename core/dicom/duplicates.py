"""Several slices at one position: copies, or phases and acquisitions that share a series UID."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.dicom.frames import Frame
from core.dicom.geometry import SAME_POSITION_MM, in_order, positions_mm
from core.dicom.items import Item
from core.dicom.stored import fingerprint

#: What may distinguish acquisitions of the same slices, most likely first: (name, key).
DISTINCTIONS: tuple[tuple[str, Callable[[Frame], Hashable]], ...] = (
    ("temporal position", lambda frame: frame.header.text("TemporalPositionIdentifier")),
    ("acquisition number", lambda frame: frame.header.text("AcquisitionNumber")),
    ("image type", lambda frame: frame.header.texts("ImageType")),
    ("reconstruction kernel", lambda frame: frame.header.texts("ConvolutionKernel")),
    ("slice thickness", lambda frame: frame.slice_thickness_mm),
    ("dimension index", lambda frame: frame.dimensions),
    (
        "acquisition time",
        lambda frame: (
            frame.header.text("AcquisitionDate"),
            frame.header.text("AcquisitionTime"),
            frame.header.text("AcquisitionDateTime"),
        ),
    ),
)


@dataclass
class Separated:
    """Stacks in which no two slices share a position."""

    stacks: list[list[Frame]]
    copies: list[Frame] = field(default_factory=list)
    #: The name of what distinguishes the stacks; "" if there is only one.
    split_by: str = ""
    #: The first shared position, mm.
    position_mm: float = 0.0


def separate(frames: Sequence[Frame]) -> Separated:
    """Keep one of each set of identical slices; split differing slices at one position into stacks.

    The slices of each stack are in order, most inferior first.
    """
    ordered = in_order(frames)
    clusters = _by_position(ordered)
    shared = [cluster for cluster in clusters if len(cluster) > 1]
    if not shared:
        return Separated([ordered])
    first = float(positions_mm([ordered[0], shared[0][0]])[1])
    # Two phases may have some identical slices (air, or a simulation without noise): copies are
    # dropped at once only if nothing differs anywhere.
    fingerprints = _Fingerprints()
    if any(len({fingerprints[frame] for frame in cluster}) > 1 for cluster in shared):
        for name, key in DISTINCTIONS:
            stacks = _split(ordered, key)
            if stacks:
                return Separated(stacks, split_by=name, position_mm=first)
    distinct, copies = _without_copies(clusters, fingerprints)
    ranks = max(len(cluster) for cluster in distinct)
    stacks = [
        [cluster[rank] for cluster in distinct if len(cluster) > rank] for rank in range(ranks)
    ]
    return Separated(stacks, copies, "instance number" if ranks > 1 else "", first)


class _Fingerprints(dict[Frame, str]):
    """Fingerprints, each computed on first use, because that reads the pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._by_file: dict[Item, list[str]] = {}

    def __missing__(self, frame: Frame) -> str:
        self[frame] = fingerprint(frame, self._by_file)
        return self[frame]


def _by_position(ordered: Sequence[Frame]) -> list[list[Frame]]:
    positions = positions_mm(ordered)
    clusters: list[list[Frame]] = []
    start = -np.inf
    for frame, position in zip(ordered, positions, strict=True):
        if position - start < SAME_POSITION_MM:
            clusters[-1].append(frame)
        else:
            clusters.append([frame])
            start = position
    return [sorted(cluster, key=lambda frame: frame.number) for cluster in clusters]


def _split(ordered: Sequence[Frame], key: Callable[[Frame], Hashable]) -> list[list[Frame]]:
    """Stacks of equal key; [] if positions are still shared or the stacks are too many.

    The stack with the lowest first instance number comes first; on a tie, the lower key.
    """
    by_key: dict[str, list[Frame]] = defaultdict(list)
    for frame in ordered:
        by_key[str(key(frame))].append(frame)
    if not 2 <= len(by_key) <= len(ordered) / 2:
        return []
    stacks = {text: in_order(stack) for text, stack in by_key.items()}
    if any(len(cluster) > 1 for stack in stacks.values() for cluster in _by_position(stack)):
        return []

    def start(text: str) -> tuple[float, int, str]:
        return min(frame.number[0] for frame in stacks[text]), len(text), text

    return [stacks[text] for text in sorted(stacks, key=start)]


def _without_copies(
    clusters: list[list[Frame]], fingerprints: _Fingerprints
) -> tuple[list[list[Frame]], list[Frame]]:
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
