"""Does the hottest point lie in the lesion?"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import NEAR_MISS_MM, light_of_peak
from core.labels import LESION_CODES, NORMAL
from core.sentence import Sentence

NAME, TITLE = "pointing_game", "Hottest point"
REFERENCE = "Zhang et al., Top-down neural attention by excitation backprop, IJCV 2018"
#: Pixels within this relative distance of the maximum count as equally hot.
TIE = 1e-6
#: Lesions that fill this share of the body are hit by any map.
TOO_EASY = 0.5


def pointing_game(case: Case) -> Measure:
    """Share of the hottest pixels that lie in the lesion mask: 0 or 1 if one pixel is hottest.

    Maps with plateaus (superpixels, a coarse layer) have several hottest pixels; then the share is
    the probability that one of them, drawn at random, is a hit. `details["distance_mm"]` is the
    distance from the nearest hottest pixel to the lesion, between pixel centres; 0 inside.
    """
    lesion = case.mask >= min(LESION_CODES)
    if not case.heat.any():
        return _unanswered(sentences.no_heat(case.target_words))
    if not lesion.any():
        return _unanswered(sentences.no_lesion_in_mask())
    hottest = case.heat >= case.heat.max() * (1 - TIE)
    value = float(np.count_nonzero(hottest & lesion) / np.count_nonzero(hottest))
    distances = ndimage.distance_transform_edt(~lesion, sampling=case.ct_pixel_mm)
    distance = float(distances[hottest].min())
    chance = float(np.count_nonzero(lesion) / np.count_nonzero(lesion | case.body_on_ct))
    answered = case.target != NORMAL and chance < TOO_EASY
    light = light_of_peak(value, distance) if answered else "none"
    reading = _reading(value, distance)
    if case.target == NORMAL:
        reading = sentences.irrelevant_for_normal(reading)
    elif not answered:
        reading = sentences.lesion_too_large_to_miss(chance)
    return Measure(
        NAME,
        TITLE,
        value,
        "share of the hottest pixels",
        reading,
        light,
        REFERENCE,
        chance=chance,
        details={"distance_mm": round(distance, 1), "n_hottest": int(hottest.sum())},
    )


def _reading(share_in_lesion: float, distance_mm: float) -> Sentence:
    if share_in_lesion >= 0.5:
        return sentences.hottest_point_in_lesion()
    if distance_mm == 0:
        return sentences.some_hottest_points_in_lesion(share_in_lesion)
    if distance_mm <= NEAR_MISS_MM:
        return sentences.hottest_point_near_lesion(distance_mm)
    return sentences.hottest_point_far_from_lesion(distance_mm)


def _unanswered(reading: Sentence) -> Measure:
    return Measure(NAME, TITLE, None, "share of the hottest pixels", reading, "none", REFERENCE)
