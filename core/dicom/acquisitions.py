"""Several acquisitions or reconstructions of one region under one series UID, told apart.

Slices that differ in a mark (`core.dicom.marks`) belong apart if they lie between or on one
another, as two phases of a liver do. They stay together if they lie one above the other, as the
table positions of one scan do, or if the ones fill the holes of the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import PurePosixPath

import numpy as np

from core.dicom.b_value import b_value
from core.dicom.frames import Frame
from core.dicom.geometry import SAME_POSITION_MM, in_order, positions_mm
from core.dicom.headers import TAGS
from core.dicom.marks import (
    B_VALUE,
    B_VALUE_KEYWORD,
    DIMENSION_INDEX,
    FILE,
    FILE_NAME,
    FOLDER,
    MARKS,
    Mark,
)
from core.dicom.passes import ORDER_AT_SHARED, ORDERS, SLICES_PER_PASS, lines_of, passes_by
from core.spacing import gaps, regularity

#: A mark with more values than this says nothing about acquisitions.
MAX_VALUES = 200
#: Slices taken for an acquisition of their own have at least this share of distances of one kind,
#: or as large a share as all slices together have.
REGULAR_SHARE = 0.8
#: Numbers in file names, but for those in brackets.
_COUNTING = re.compile(r"(?<![\d(])\d+(?![\d)])")


@dataclass(frozen=True)
class Split:
    """The stacks that frames were split into; each has its slices in order."""

    stacks: list[list[Frame]]
    #: What told them apart; () if there is one stack.
    names: tuple[str, ...] = ()


def split_acquisitions(frames: Sequence[Frame]) -> Split:
    """The acquisitions among frames of one grid; positions may still be shared within one."""
    ordered = in_order(frames)
    for name, labels, gap_free in _labellings(ordered):
        stacks = _apart(ordered, labels, gap_free)
        if len(stacks) > 1:
            parts = [split_acquisitions(stack) for stack in stacks]
            names = dict.fromkeys([name, *(inner for part in parts for inner in part.names)])
            return Split([stack for part in parts for stack in part.stacks], tuple(names))
    return Split([ordered])


def share_positions(ordered: Sequence[Frame]) -> bool:
    """Whether any two of these ordered slices lie at one position."""
    return bool((np.diff(positions_mm(ordered)) < SAME_POSITION_MM).any())


def _labellings(ordered: list[Frame]) -> list[tuple[str, list[Hashable], bool]]:
    """(what it goes by, a label for each frame, whether it alone may take an even stack apart)."""
    shared = share_positions(ordered)
    found: list[tuple[str, list[Hashable], bool]] = []
    headers = [frame.header.raw.values for frame in ordered]
    has_own = any(frame.own for frame in ordered)
    for mark in MARKS:
        if mark.only_at_shared_positions and not shared:
            continue
        if mark.is_of_mr and not ordered[0].is_mr:
            continue
        if mark.keywords and not has_own and not _varies(headers, mark):
            continue
        # The bytes are compared before they are read.
        written = [_as_written(frame, mark) for frame in ordered]
        if mark is FILE_NAME and not _one_at_each_place(ordered, written):
            continue  # names of chance
        if len(set(written)) > 1:
            means = {raw: value(frame, mark) for raw, frame in zip(written, ordered, strict=True)}
            found.append((mark.name, [means[raw] for raw in written], True))
    repeated = lines_of(ordered)
    if repeated:
        found.append(("instance number", repeated, True))
    if not shared and regularity(positions_mm(ordered)) == 1:
        return found  # passes between one another are less even than each for itself
    # Images may be made in any order, so that only one place for two of them makes this count.
    for name, time_of in (*ORDERS, *([ORDER_AT_SHARED] if shared else [])):
        passes = passes_by(ordered, [time_of(frame) for frame in ordered])
        if passes:
            found.append((name, passes, False))
    return found


def _varies(headers: Sequence[Mapping[int, bytes]], mark: Mark) -> bool:
    """Whether the headers' bytes differ in a mark at all; most marks are the same throughout."""
    return any(
        len({values.get(TAGS[keyword]) for values in headers}) > 1 for keyword in mark.keywords
    )


def _one_at_each_place(ordered: Sequence[Frame], labels: Sequence[Hashable]) -> bool:
    """Whether each label has several slices, and never two at one position."""
    by_label: dict[Hashable, list[Frame]] = defaultdict(list)
    for frame, label in zip(ordered, labels, strict=True):
        by_label[label].append(frame)
    return not any(
        len(frames) < SLICES_PER_PASS or share_positions(frames) for frames in by_label.values()
    )


def _as_written(frame: Frame, mark: Mark) -> Hashable:
    """As `value`, but two spellings of it differ."""
    if not mark.keywords:
        return value(frame, mark)
    raw = frame.header.raw.values
    if not frame.own:
        return tuple([raw.get(TAGS[keyword]) for keyword in mark.keywords])
    return tuple([frame.own.get(keyword) or raw.get(TAGS[keyword]) for keyword in mark.keywords])


def value(frame: Frame, mark: Mark) -> Hashable:
    """What the frame itself, or else its file, states of a mark; equal if it means the same."""
    if mark is DIMENSION_INDEX:
        return frame.dimensions
    if mark is FILE:
        return frame.item.relative_path
    if mark is B_VALUE:
        own = frame.own.get(B_VALUE_KEYWORD)
        return _plain(own) if own else b_value(frame.header)
    if mark is FOLDER:
        return PurePosixPath(frame.item.relative_path).parent
    if mark is FILE_NAME:
        return _words(frame.item.name)
    return tuple(
        _plain(frame.own.get(keyword) or frame.header.text(keyword)) for keyword in mark.keywords
    )


def _words(name: str) -> str:
    """A file's name without the numbers that count the slices: the same for art_01 and art_02.

    A number in brackets stays: "IM01 (2)" is what a second IM01 in one folder is called.
    """
    return _COUNTING.sub("#", name.casefold())


def _plain(text: str) -> str:
    """The same for "120" and "120.0", and for "AXIAL" and "Axial "."""
    return "\\".join(map(_plain_part, text.split("\\")))


def _plain_part(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text.strip().upper()


# -- which of the labelled slices belong apart -------------------------------------------------


def _apart(
    ordered: list[Frame], labels: Sequence[Hashable], may_take_even_apart: bool
) -> list[list[Frame]]:
    """Stacks of whole labels, none of which lie between or on one another; [] if all stay one.

    The stack with the lowest first instance number comes first.
    """
    by_label: dict[Hashable, list[int]] = defaultdict(list)
    for index, label in enumerate(labels):
        by_label[label].append(index)
    changes = sum(a != b for a, b in pairwise(labels))
    # If every label is one block along the body, none lies between the slices of another.
    if not 2 <= len(by_label) <= min(MAX_VALUES, len(ordered) / 2) or changes < len(by_label):
        return []
    positions = positions_mm(ordered)
    whole = regularity(positions)
    even_enough = min(REGULAR_SHARE, whole) if may_take_even_apart else np.nextafter(whole, 2)

    def first(indices: list[int]) -> tuple[float, int, str]:
        label = str(labels[indices[0]])
        return min(ordered[index].number[0] for index in indices), len(label), label

    stacks: list[list[int]] = []
    for indices in sorted(by_label.values(), key=first):
        own = positions[indices]
        for stack in reversed(stacks):  # the latest first: what follows it in time, mostly
            others = positions[sorted(stack)]
            if not _overlap(others, own, even_enough) and _continues(others, own):
                stack += indices
                break
        else:
            stacks.append(indices)
    if len(stacks) == len(by_label) and not any(
        _overlap(positions[one], positions[other], even_enough)
        for one, other in combinations(stacks, 2)
    ):
        return []  # far apart along the body, but none beside another
    return [[ordered[index] for index in sorted(stack)] for stack in stacks]


def _overlap(one: np.ndarray, other: np.ndarray, even_enough: float) -> bool:
    """Whether slices at these ascending positions lie between or on one another.

    A slice at the border of two blocks that meet doesn't count, and neither do slices that fill
    the holes of the others.
    """
    low, high = max(one[0], other[0]), min(one[-1], other[-1])
    inside = [
        int(((each > low - SAME_POSITION_MM) & (each < high + SAME_POSITION_MM)).sum())
        for each in (one, other)
    ]
    few, many = sorted((one, other), key=len)
    # One slice or more amid a larger set, or two of each side by side.
    amid = len(few) < len(many) and many[0] < few[0] and few[-1] < many[-1]
    if min(inside) < 2 and not amid:
        return False
    if (np.abs(few[:, None] - many[None]) < SAME_POSITION_MM).any(axis=1).sum() >= min(2, len(few)):
        return True
    return (
        min(regularity(one), regularity(other)) >= even_enough
        and not _fills(few, many)
        and not _fills(many, few)
    )


def _fills(few: np.ndarray, many: np.ndarray) -> bool:
    """Whether most of the `few` that are within the range of `many` lie in its gaps."""
    amid = few[(few > many[0]) & (few < many[-1])]
    if not len(amid):
        return False
    in_gap = gaps(many)[np.searchsorted(many, amid) - 1]
    return bool(in_gap.mean() > 0.5)


def _continues(stack: np.ndarray, more: np.ndarray) -> bool:
    """Whether `more` goes on where `stack` ends, or fills its holes: no new gap comes with it."""
    together = np.sort(np.concatenate([stack, more]))
    return int(gaps(together).sum()) <= int(gaps(stack).sum() + gaps(more).sum())
