"""Are the values Hounsfield units at all? Where air, body and organs lie on the scale tells.

On the HU scale air has -1000, fat about -100, soft tissue 20 to 200. A rescale that is missing,
wrong or applied twice, negative numbers written as unsigned ones, swapped bytes: they all move the
body away from there. Padding darker than air (-2000, -3024) is usual, and left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.cautions import sentences
from core.cautions.caution import STOP, Caution
from core.cautions.phase import Phase
from core.sentence import Sentence
from core.series import Series

CODE = "hu_implausible"
#: Darker than air, with its noise: padding outside of the scanner's field, HU.
PADDING_HU = -1100
#: The upper end of the extended scales of scanners is below this, HU; a larger value in more than
#: this share of the voxels is none.
HIGHEST_HU, HIGHEST_SHARE = 32_000, 0.001
#: The median of what is brighter than air lies here, from an obese abdomen to bone or dense
#: contrast agent in a small field, HU.
BODY_HU = (-400.0, 500.0)
#: What is darker than the body, air and lung, is not brighter than this, HU, where it lies as far
#: below the body as air does. Nearer to it lie fat and the lower end of a window.
AIR_HU, BODY_ABOVE_AIR_HU = -800.0, 900.0
#: Padding is one value, or a few. At most this share may be as dark, HU, and yet grainy, with more
#: values in half of it than this.
DARK_AIR_HU, GRAINY_SHARE, PADDING_VALUES = -1400.0, 0.05, 4
#: Fat and soft tissue are further apart than all of the values are here: HU were normalised.
LEAST_RANGE_HU = 20.0
#: Air and fat are negative in HU. Where no value is, and the frame of the image (air, in CT) lies
#: between 0 and this, the values are not HU, or were cut to a window.
NEAR_ZERO_HU = 50
#: A slice is off the others' scale if this share of it is brighter than `BODY_HU` and its darkest
#: 2 % are brighter than air or lung, HU.
OFF_SHARE, OFF_DARKEST_HU = 0.15, -500.0
#: Medians that a liver, and blood in the aorta, can have, HU: from a fatty liver to one full of
#: iron, amiodarone or contrast agent.
LIVER_HU, AORTA_HU = (-100.0, 300.0), (-50.0, 1500.0)
#: So many slices and pixels a side are looked at, spread evenly.
SLICES, SIDE = 48, 128
#: Cortical bone and dense contrast agent are not brighter, HU. Metal is: it counts as this, else a
#: lump of it would be a class of its own.
BRIGHTEST_HU = 1500.0
#: The bins of a histogram.
BINS = 256


@dataclass(frozen=True, eq=False)
class _Sample:
    """Voxels sampled evenly from a series."""

    #: (z, y, x)
    values: np.ndarray
    #: (n,) those that are no padding.
    inside: np.ndarray


def implausible_scale(series: Series) -> list[Caution]:
    """One caution with the code `hu_implausible` where the values can't be HU; else none."""
    sentence = _what_is_wrong(series)
    return [] if sentence is None else [Caution(CODE, sentence, STOP)]


def implausible_organs(phase: Phase) -> list[Caution]:
    """The same for HU that no liver or aorta has."""
    for organ, hu, (low, high) in (
        ("liver", phase.liver_hu, LIVER_HU),
        ("aorta", phase.aorta_hu, AORTA_HU),
    ):
        if hu is not None and not low <= hu <= high:
            return [Caution(CODE, sentences.organ_off_scale(organ, hu), STOP)]
    return []


def _what_is_wrong(series: Series) -> Sentence | None:
    if not _has_negative(series):
        return sentences.no_negative_value()
    sample = _sample(series.volume)
    beyond = sample.values[sample.values > HIGHEST_HU]
    if beyond.size > HIGHEST_SHARE * sample.values.size:
        return sentences.values_beyond_scale(float(np.median(beyond)))
    if not sample.inside.size:
        return sentences.body_off_scale(float(np.median(sample.values)))
    spread = float(np.ptp(sample.inside))
    if 0 < spread < LEAST_RANGE_HU:
        return sentences.values_without_range(spread)
    air, body = _levels(sample.inside)
    if not BODY_HU[0] <= body <= BODY_HU[1]:
        return sentences.body_off_scale(body)
    if air > AIR_HU and body - air > BODY_ABOVE_AIR_HU:
        return sentences.air_off_scale(air)
    dark = sample.values[sample.values <= DARK_AIR_HU]
    if dark.size > GRAINY_SHARE * sample.values.size and _is_grainy(dark):
        return sentences.air_off_scale(float(np.median(dark)))
    off = _slices_off_scale(series.volume)
    return sentences.slices_off_scale(off, series.n_slices) if off else None


def _has_negative(series: Series) -> bool:
    """Whether a value is negative, or there is no frame of air to judge by."""
    # Most CTs have air on the first slice, so the search usually ends there.
    if any((plane < 0).any() for plane in series.volume):
        return True
    return bool(np.median(series.volume[:, [0, -1], :]) > NEAR_ZERO_HU)


def _sample(volume: np.ndarray) -> _Sample:
    steps = (
        slice(None, None, max(1, size // limit))
        for size, limit in zip(volume.shape, (SLICES, SIDE, SIDE), strict=True)
    )
    values = volume[tuple(steps)]
    return _Sample(values, values[values > PADDING_HU])


def _levels(values: np.ndarray) -> tuple[float, float]:
    """Medians of the darker and the brighter of two classes, HU: of air and lung, and the rest.

    The classes are those of Otsu, IEEE Trans SMC 1979;9:62-66.
    """
    low, high = np.percentile(values, (0.5, 99.5))
    high = min(high, BRIGHTEST_HU)
    if low >= high:
        return float(low), float(low)
    counts, edges = np.histogram(values.clip(low, high), BINS)
    centres = (edges[:-1] + edges[1:]) / 2
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * centres).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums / below - (sums[-1] - sums) / above
        between = np.where(above > 0, below * above * apart**2, 0.0)
    limit = edges[between.argmax() + 1]
    darker, brighter = values[values <= limit], values[values > limit]
    return float(np.median(darker)), float(np.median(brighter))


def _is_grainy(dark: np.ndarray) -> bool:
    counts = np.sort(np.unique(dark, return_counts=True)[1])[::-1]
    return bool(counts[:PADDING_VALUES].sum() < dark.size / 2)


def _slices_off_scale(volume: np.ndarray) -> int:
    """How many slices have values far above those of the others."""
    step = [max(1, size // SIDE) for size in volume.shape[1:]]
    count = 0
    for plane in volume:
        values = plane[:: step[0], :: step[1]]
        bright = np.count_nonzero(values > BODY_HU[1])
        if bright <= OFF_SHARE * values.size:
            continue
        inside = values[values > PADDING_HU]
        count += bool(np.percentile(inside, 2) > OFF_DARKEST_HU)
    return count
