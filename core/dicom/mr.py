"""What tells MR images apart that one series UID holds: echoes, b values, times and image types."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np

from core.dicom.acquisitions import value
from core.dicom.frames import Frame
from core.dicom.marks import MARKS, Mark

#: At most so many facts name a part of a series.
MOST_FACTS = 2
#: The viewer sends whole numbers from -32768 to 32767. Where the largest values are below the first
#: or above the second, they are read times a power of ten.
LEAST_LARGEST, MOST_LARGEST = 100.0, 32_000.0
#: The largest values are taken from this percentile, and from so many voxels a side at most.
LARGEST_PERCENTILE, SIDE = 99.9, 128


def names_of_parts(stacks: Sequence[Sequence[Frame]]) -> list[str]:
    """What each of several stacks of one series UID is, such as "TE 2.3 ms", "b 800" or "ADC"; ""
    where they differ in nothing that has a name here."""
    found: list[list[str]] = [[] for _ in stacks]
    for mark in MARKS:
        if mark.name not in _WORDS:
            continue
        # The same throughout a stack, or it does not name the stack.
        values = [_only({value(frame, mark) for frame in stack}) for stack in stacks]
        if len(set(values)) < 2:
            continue
        for facts, words in zip(found, _in_words(mark, values), strict=True):
            if words and len(facts) < MOST_FACTS:
                facts.append(words)
    return [", ".join(facts) for facts in found]


def power_of_ten(volume: np.ndarray) -> int:
    """By which power of ten the values are multiplied so that whole numbers show them; 0 for most.

    Apparent diffusion coefficients in mm²/s, near 0.001, become a thousand times 1e-6 mm²/s.
    """
    if volume.dtype.kind != "f" or not volume.size:
        return 0
    steps = (slice(None, None, max(1, length // SIDE)) for length in volume.shape)
    largest = float(np.percentile(np.abs(volume[tuple(steps)]), LARGEST_PERCENTILE))
    if not largest or LEAST_LARGEST <= largest <= MOST_LARGEST or not math.isfinite(largest):
        return 0
    if largest < LEAST_LARGEST:
        # Steps of a thousand, as the prefixes of units are.
        return 3 * math.ceil(math.log10(LEAST_LARGEST / largest) / 3)
    return -math.ceil(math.log10(largest / MOST_LARGEST))


def _only(values: set[Hashable]) -> Hashable | None:
    return values.pop() if len(values) == 1 else None


def _in_words(mark: Mark, values: list[Hashable | None]) -> list[str]:
    if mark.name == "image type":
        return _image_types(values)
    write = _WORDS[mark.name]
    return [_written(write, value) for value in values]


def _written(write: Callable[[float], str], value: Hashable | None) -> str:
    try:
        text = str(value[0]).split("\\")[0] if isinstance(value, tuple) else str(value)
        return write(float(text))
    except (ValueError, IndexError):
        return ""


def _image_types(values: list[Hashable | None]) -> list[str]:
    """The words that not all have, as "in phase" for IN_PHASE."""
    words = [str(value[0]).split("\\") if isinstance(value, tuple) else [] for value in values]
    shared = set.intersection(*map(set, words))
    own = [[word for word in one if word not in shared] for one in words]
    return [" ".join(dict.fromkeys(_type_word(word) for word in one if word)) for one in own]


def _type_word(word: str) -> str:
    return _TYPE_WORDS.get(word, word if len(word) <= 4 else word.replace("_", " ").lower())


#: Image types of one letter, and those whose plain name is another.
_TYPE_WORDS = {
    "M": "magnitude",
    "P": "phase image",
    "R": "real part",
    "I": "imaginary part",
    "IN_PHASE": "in phase",
    "OUT_PHASE": "opposed phase",
    "OPP_PHASE": "opposed phase",
    "OUT_OF_PHASE": "opposed phase",
    "OPPOSED_PHASE": "opposed phase",
}


def _clock(time: float) -> str:
    """DICOM's HHMMSS."""
    whole = int(time)
    return f"{whole // 10000 % 100:02d}:{whole // 100 % 100:02d}:{whole % 100:02d}"


#: Name of a mark -> its value in words.
_WORDS: dict[str, Callable[[float], str]] = {
    "echo time": lambda ms: f"TE {ms:.4g} ms",
    "b value": lambda b: f"b {b:g}",
    "inversion time": lambda ms: f"TI {ms:.4g} ms",
    "flip angle": lambda degrees: f"flip angle {degrees:g}°",
    "image type": str,
    "temporal position": lambda number: f"time point {number:g}",
    "trigger time": lambda ms: f"trigger time {ms:g} ms",
    "acquisition number": lambda number: f"acquisition {number:g}",
    "acquisition time": _clock,
}
