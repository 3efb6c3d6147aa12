"""Passes through the body, by the numbers or times of their slices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable

import numpy as np

from core.dicom.frames import Frame
from core.dicom.geometry import SAME_POSITION_MM, positions_mm
from core.dicom.headers import TAGS

#: Passes have at least this many slices, on average.
SLICES_PER_PASS = 4
#: Slices of an even pass are off its line by no more than this, mm, for positions are rounded.
LINE_MM = 0.02
#: An instance number that more slices share does not number slices.
MOST_PASSES = 16
INSTANCE_NUMBER = TAGS["InstanceNumber"]


def _number(frame: Frame) -> tuple[float, ...] | None:
    number = frame.header.number("InstanceNumber")
    return None if number is None else (number, frame.index)


def _time(frame: Frame) -> tuple[float, ...] | None:
    """Date and time of acquisition as numbers that sort."""
    moment = frame.own.get("AcquisitionDateTime") or frame.header.text("AcquisitionDateTime")
    if not moment:
        moment = frame.header.text("AcquisitionDate") + frame.header.text("AcquisitionTime")
    return _moment(moment)


def _content_time(frame: Frame) -> tuple[float, ...] | None:
    """The same for when the image was made."""
    return _moment(frame.header.text("ContentDate") + frame.header.text("ContentTime"))


def _moment(moment: str) -> tuple[float, ...] | None:
    try:
        return (float(moment.partition("+")[0]),)
    except ValueError:
        return None


ORDERS: tuple[tuple[str, Callable[[Frame], tuple[float, ...] | None]], ...] = (
    ("instance number", _number),
    ("acquisition time", _time),
)
ORDER_AT_SHARED = ("content time", _content_time)


def passes_by(ordered: list[Frame], moments: list[tuple[float, ...] | None]) -> list[Hashable]:
    """The pass through the body that each frame belongs to; [] if the moments show no passes.

    In the order of their moments, the slices of one pass go up or down; where that turns, another
    pass begins.
    """
    known = [moment for moment in moments if moment is not None]
    if len(set(known)) < len(ordered):
        return []
    positions = positions_mm(ordered)
    order = sorted(range(len(ordered)), key=known.__getitem__)
    steps = np.diff(positions[order])
    labels: list[Hashable] = [0] * len(ordered)
    number, direction = 0, 0.0
    for at, step in enumerate(steps):
        sense = 0.0 if abs(step) < SAME_POSITION_MM else float(np.sign(step))
        if sense == 0 or sense == -direction:
            number += 1
            if sense and at > 1 and _begins_the_next(*np.abs(steps[at - 2 : at + 1])):
                labels[order[at]] = number
            else:
                sense = 0.0
        direction = sense
        labels[order[at + 1]] = number
    return labels if number and (number + 1) * SLICES_PER_PASS <= len(ordered) else []


def lines_of(ordered: list[Frame]) -> list[Hashable]:
    """The pass of each frame by repeated instance numbers; [] if they show no passes.

    In an even pass, position and number rise in step. Two passes with the same numbers are two
    parallel lines.
    """
    # The bytes tell most series apart from those with passes, before they are read.
    written = {
        (frame.header.raw.values.get(INSTANCE_NUMBER, b"").strip(b" \0").lstrip(b"0"), frame.index)
        for frame in ordered
    }
    if len(written) == len(ordered):
        return []
    numbers = np.array([_number(frame) or (np.nan, 0) for frame in ordered]).sum(axis=1)
    if np.isnan(numbers).any() or len(set(numbers.tolist())) == len(numbers):
        return []
    positions = positions_mm(ordered)
    slope = _slope(numbers, positions)
    if not slope:
        return []
    heights = positions - slope * numbers
    order = np.argsort(heights, kind="stable")
    starts = np.diff(heights[order], prepend=-np.inf) > LINE_MM
    labels = np.empty(len(ordered), int)
    labels[order] = np.cumsum(starts)
    counts = np.bincount(labels)[1:]
    return labels.tolist() if len(counts) > 1 and counts.min() >= SLICES_PER_PASS else []


def _slope(numbers: np.ndarray, positions: np.ndarray) -> float:
    """The commonest step from a slice to one with the next number, mm; 0 if none is common."""
    by_number: dict[float, list[float]] = defaultdict(list)
    for number, position in zip(numbers.tolist(), positions.tolist(), strict=True):
        by_number[number].append(position)
    if max(map(len, by_number.values())) > MOST_PASSES:
        return 0.0
    steps = [
        after - before
        for number, here in by_number.items()
        for after in by_number.get(number + 1, ())
        for before in here
    ]
    rounded = Counter(round(step / LINE_MM) for step in steps)
    ((best, count),) = rounded.most_common(1) or [(0, 0)]
    near = [step for step in steps if abs(step / LINE_MM - best) <= 1]
    return float(np.mean(near)) if count >= SLICES_PER_PASS else 0.0


def _begins_the_next(usual_mm: float, before_mm: float, after_mm: float) -> bool:
    """Whether the slice where passes turn is the first of the next, not the last of the one."""
    return abs(before_mm - usual_mm) > abs(after_mm - usual_mm)
