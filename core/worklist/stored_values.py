"""Whether the values within a record, which the store keeps as JSON, can be those of one.

A database checks the columns, if at all, and nothing inside of them. What passes here can be shown
as a number or a word; a key that is not known, as of a later version, is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.liver_box import LiverBox
from core.vocabulary import forms
from core.vocabulary import lesion as of_lesion
from core.vocabulary.lesion import LESION
from core.vocabulary.patient import BURDEN, LESION_VOLUME, LIVER_VOLUME, P_CLASS
from core.vocabulary.quantity import Quantity
from core.vocabulary.signal import LESION_OF_SIGNAL

#: A hundred metres, and mL and percent beyond every body: sizes that a header gives wrongly are
#: kept with a caution, so that only what no image can give is damage.
FARTHEST_MM, MOST = 100_000.0, 1e12
#: A lesion is a part of the image that shows the liver; nobody is half as long, mm. Only where
#: the sizes of the image are possible.
FARTHEST_FROM_LIVER_MM = 5000.0
#: More slices than a series has.
MOST_SLICES = 10**9

#: Without these no lesion was measured.
_NEVER_EMPTY = frozenset(
    one.key
    for one in (
        of_lesion.NUMBER,
        of_lesion.LOOKS,
        of_lesion.VOLUME,
        of_lesion.DIAMETER,
    )
)
#: Of what is written like HU, what can't be below zero.
_NOT_NEGATIVE = frozenset((of_lesion.SD_HU.key, of_lesion.MARGIN_SLOPE.key, "sd_value"))
_OF_LESION: Mapping[str, Quantity] = {one.key: one for one in (*LESION, *LESION_OF_SIGNAL)}


def check_lesions(lesions: object, n_slices: int, near: LiverBox | None = None) -> None:
    """Lesions as `core.vocabulary.signal.lesion_quantities` keeps them; older ones lack keys.

    Args:
        n_slices: of the series.
        near: where its liver lies; None where that, or its size, is not known.

    Raises:
        ValueError: one holds what no lesion has.
    """
    if not isinstance(lesions, list | tuple):
        raise ValueError("lesions")
    for lesion in lesions:
        if not isinstance(lesion, Mapping):
            raise ValueError("lesion")
        for key, value in lesion.items():
            if key in _OF_LESION:
                _check(_OF_LESION[key], value, n_slices)
        _check_order(lesion)
        _check_place(lesion, near)
    numbers = [lesion["id"] for lesion in lesions if "id" in lesion]
    if len(set(numbers)) < len(numbers):
        raise ValueError("id")


def check_interval(interval: object) -> None:
    """`{class: [low, high]}` of all classes, or None. Raises ValueError."""
    if interval is None:
        return
    if not isinstance(interval, Mapping) or set(interval) != set(SLICE_CLASSES):
        raise ValueError("interval")
    for bounds in interval.values():
        if not isinstance(bounds, list | tuple) or len(bounds) != 2:
            raise ValueError("interval")
        if not _is_within(bounds[0], 0, 1) or not _is_within(bounds[1], bounds[0], 1):
            raise ValueError("interval")


def check_seconds(seconds: object) -> None:
    """`{stage: seconds}`. Raises ValueError."""
    fits = isinstance(seconds, Mapping) and all(
        isinstance(stage, str) and _is_within(value, 0, MOST) for stage, value in seconds.items()
    )
    if not fits:
        raise ValueError("seconds")


def check_words(values: object) -> None:
    """A list of texts, or None. Raises ValueError."""
    if values is not None and not _is_texts(values):
        raise ValueError("words")


def check_own(own: object, n_slices: int) -> None:
    """What a model said before a correction (`correction.own_values`), or None. Raises
    ValueError."""
    if own is None:
        return
    if not isinstance(own, Mapping):
        raise ValueError("own")
    for score in P_CLASS.values():
        if not _is_within(own.get(score.key), 0, 1):
            raise ValueError(score.key)
    for volume in (LIVER_VOLUME, LESION_VOLUME, BURDEN):
        value = own.get(volume.key)
        if value is not None and not _is_within(value, 0, MOST):
            raise ValueError(volume.key)
    if not _is_texts([own.get("category"), own.get("headline")]):
        raise ValueError("own")
    check_lesions(own.get("lesions"), n_slices)


def check_box(box: LiverBox | None) -> None:
    """Raises ValueError for one that is nowhere, or inside out."""
    if box is None:
        return
    for low, high in zip(box.low_mm, box.high_mm, strict=True):
        if not _is_within(low, -FARTHEST_MM, high) or not _is_within(high, low, FARTHEST_MM):
            raise ValueError("liver_box")
    if not _is_point(box.centre_mm):
        raise ValueError("liver_box")


def check_size(value: float | None) -> None:
    """A length in mm, or None. Raises ValueError."""
    if value is not None and not _is_within(value, 0, FARTHEST_MM):
        raise ValueError("mm")


def _check(quantity: Quantity, value: Any, n_slices: int) -> None:
    """Raises ValueError if a lesion can't have this value."""
    if value is None:
        fits = quantity.key not in _NEVER_EMPTY
    elif quantity.key == of_lesion.LOOKS.key:
        fits = value in (BENIGN, MALIGNANT)
    elif quantity.form is forms.SLICE:
        fits = _is_whole(value, 0, n_slices - 1)
    elif quantity.form is forms.HU:
        # Also signal, which has any size.
        fits = _is_within(value, 0 if quantity.key in _NOT_NEGATIVE else -MOST, MOST)
    else:
        fits = _FITS[quantity.form](value)
    if not fits:
        raise ValueError(quantity.key)


def _check_order(lesion: Mapping[str, Any]) -> None:
    """The slice of the longest diameter is one of the lesion's."""
    keys = (of_lesion.FIRST_SLICE.key, of_lesion.LARGEST_SLICE.key, of_lesion.LAST_SLICE.key)
    found = [lesion[key] for key in keys if lesion.get(key) is not None]
    if found != sorted(found):
        raise ValueError("slices")


def _check_place(lesion: Mapping[str, Any], near: LiverBox | None) -> None:
    centre = lesion.get(of_lesion.CENTRE.key)
    if near is None or centre is None:
        return
    apart = (abs(one - other) for one, other in zip(centre, near.centre_mm, strict=True))
    if max(apart) > FARTHEST_FROM_LIVER_MM:
        raise ValueError(of_lesion.CENTRE.key)


def _is_within(value: object, low: float, high: float) -> bool:
    number = forms.finite(value)
    return number is not None and low <= number <= high


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_point(value: object) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 3
        and all(_is_within(one, -FARTHEST_MM, FARTHEST_MM) for one in value)
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


#: Form of a quantity -> whether a value can be one.
_FITS: Mapping[forms.Form, Callable[[Any], bool]] = {
    forms.COUNT: lambda value: _is_whole(value, 1, MOST_SLICES),
    forms.PROBABILITY: lambda value: _is_within(value, 0, 1),
    forms.LENGTH: lambda value: _is_within(value, 0, FARTHEST_MM),
    forms.VOLUME: lambda value: _is_within(value, 0, MOST),
    forms.POINT: _is_point,
    forms.WORD: lambda value: isinstance(value, str),
    forms.WORDS: _is_texts,
    forms.YES_NO: lambda value: isinstance(value, bool),
}
