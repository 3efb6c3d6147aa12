"""Does the hottest point lie in the lesion?"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.attribution.quality.case import Case
from core.attribution.quality.measure import Measure
from core.attribution.quality.thresholds import NEAR_MISS_MM, light_of_peak
from core.labels import LESION_CODES, NORMAL

NAME, TITLE = "pointing_game", "Hottest point"
REFERENCE = "Zhang et al., Top-down neural attention by excitation backprop, IJCV 2018"
#: Pixels this close to the maximum, relative to it, share the first place.
TIE = 1e-6
#: Lesions that fill this share of the body are hit by any map.
TOO_EASY = 0.5


def pointing_game(case: Case) -> Measure:
    """Share of the hottest pixels that lie in the lesion mask: 0 or 1 where one pixel is hottest.

    Several are where a map is flat on top (superpixels, a coarse layer); then it is the chance
    that one drawn at random hits. `details["distance_mm"]` is the way from the nearest hottest
    pixel to the lesion, from pixel centre to pixel centre; 0 inside.
    """
    lesion = case.mask >= min(LESION_CODES)
    if not case.heat.any():
        return _unanswered(f"There is no heat for {case.target_words} on this slice.")
    if not lesion.any():
        return _unanswered("The mask holds no lesion on this slice.")
    hottest = case.heat >= case.heat.max() * (1 - TIE)
    value = float(np.count_nonzero(hottest & lesion) / np.count_nonzero(hottest))
    distances = ndimage.distance_transform_edt(~lesion, sampling=case.ct_pixel_mm)
    distance = float(distances[hottest].min())
    chance = float(np.count_nonzero(lesion) / np.count_nonzero(lesion | case.body_on_ct))
    answered = case.target != NORMAL and chance < TOO_EASY
    light = light_of_peak(value, distance) if answered else "none"
    if value >= 0.5:
        reading = "The hottest point lies in the lesion."
    elif distance == 0:
        reading = f"Of the hottest points {value:.0%} lie in the lesion."
    elif distance <= NEAR_MISS_MM:
        reading = f"The hottest point lies {distance:.0f} mm beside the lesion."
    else:
        reading = f"The hottest point lies {distance:.0f} mm away from the lesion."
    if case.target == NORMAL:
        reading = f"{reading[:-1]}, of which 'normal' says nothing."
    elif not answered:
        reading = f"The mask calls {chance:.0%} of the body a lesion here, too much to miss."
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


def _unanswered(reading: str) -> Measure:
    return Measure(NAME, TITLE, None, "share of the hottest pixels", reading, "none", REFERENCE)
