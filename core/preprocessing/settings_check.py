"""Valid values of the preprocessing settings."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral, Real
from typing import TypeGuard

from core.modality import MODALITIES
from core.preprocessing import sentences

#: The noise filters of the third channel (`preprocessing.denoise`).
NOISE_FILTERS: tuple[str, ...] = ("none", "gaussian", "median", "non_local_means")

#: What happens to slices without liver when a model crops to the liver: they keep the result of
#: the first pass on the whole slice ("whole"), or nothing is outlined on them ("left_out").
WITHOUT_LIVER: tuple[str, ...] = ("whole", "left_out")


def first_problem(settings: dict) -> str:
    """The sentence about the first invalid value; "" if all are valid.

    Args:
        settings: every field of `PreprocessingConfig` by name.
    """
    for name, (fits, expected) in RULES.items():
        if not fits(settings[name]):
            return sentences.impossible_setting(name, settings[name], expected)
    if settings["max_pixel_mm"] < settings["pixel_mm"]:
        return sentences.impossible_setting(
            "max_pixel_mm", settings["max_pixel_mm"], f"at least pixel_mm, {settings['pixel_mm']!r}"
        )
    return ""


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _between(low: float, high: float) -> Callable[[object], bool]:
    return lambda value: _number(value) and low <= value <= high


def _above(low: float, high: float = math.inf) -> Callable[[object], bool]:
    return lambda value: _number(value) and low < value <= high


def _whole(low: int, high: float = math.inf) -> Callable[[object], TypeGuard[int]]:
    def fits(value: object) -> TypeGuard[int]:
        return isinstance(value, Integral) and _number(value) and low <= value <= high

    return fits


def _pair(value: object) -> TypeGuard[tuple[float, float]]:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_number, value))


def _one_of(choices: tuple[str, ...]) -> tuple[Callable[[object], bool], str]:
    return (
        lambda value: isinstance(value, str) and value in choices,
        f"one of {', '.join(choices)}",
    )


_SWITCH = (lambda value: isinstance(value, bool), "true or false")

#: Setting -> (whether a value is valid, what is expected in words). The upper limits are far
#: beyond any practical use: they stop a damaged file from causing hours of filtering.
RULES: dict[str, tuple[Callable[[object], bool], str]] = {
    "modality": _one_of(MODALITIES),
    "percentiles": (
        lambda value: _pair(value) and 0 <= value[0] < value[1] <= 100,
        "two numbers from 0 to 100, the lower first",
    ),
    "size": (
        lambda value: _whole(32)(value) and value % 32 == 0,
        "a multiple of 32, from 32 on",
    ),
    "pixel_mm": (_above(0), "a number above 0"),
    "max_pixel_mm": (_above(0), "a number above 0"),
    "hu_range": (
        lambda value: _pair(value) and value[0] < value[1],
        "two numbers, the lower first",
    ),
    "window": (
        lambda value: _pair(value) and value[0] > 0,
        "a width above 0 and a level",
    ),
    "denoise_sigma": (_between(0, 20), "a number from 0 to 20"),
    "denoise": _one_of(NOISE_FILTERS),
    "median_pixels": (
        lambda value: _whole(3, 15)(value) and value % 2 == 1,
        "an odd number from 3 to 15",
    ),
    "nlm_noise_hu": (_above(0), "a number above 0"),
    "clahe": _SWITCH,
    "clahe_clip_limit": (_above(0, 1), "a number above 0, up to 1"),
    "clahe_tiles": (_whole(1, 32), "a whole number from 1 to 32"),
    "crop_to_liver": _SWITCH,
    "crop_margin_mm": (_between(0, 200), "a number from 0 to 200"),
    "crop_pixel_mm": (_above(0), "a number above 0"),
    "slices_without_liver": _one_of(WITHOUT_LIVER),
}
