"""Another contrast phase out of a portal-venous slice: no contrast, or early arterial.

Almost all training slices are portal-venous. In an unenhanced liver the veins are darker than the
tissue around them, so that a model that has met only bright veins takes them for lesions; in the
arterial phase they are dark beside a bright aorta and a mottled spleen. No pair of phases is at
hand to learn the change from; it is drawn as a curve from HU to HU through the usual attenuations
of tissue (unenhanced liver 45-70 HU, fatty down to 25, blood 35-45 HU, spleen and kidney 30-55 HU;
arterial phase: aorta above 180 HU, liver near 70 HU, its veins not yet filled; Bae, Radiology
2010). Within the liver and outside it the curves differ, because the aorta and the liver's veins
have one HU in the portal-venous phase and two in the arterial.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.labels import BACKGROUND_CODE, LESION_CODES, LIVER_CODE, UNCERTAIN_CODE

#: The curve is read at the image without its grain (Gaussian, pixels); the grain is added back.
SMOOTHING = 1.2
#: A lesion that ends up with less contrast to the liver than this can't be asked for, HU.
VISIBLE_HU = 6.0
#: Ratio of signal to noise from which an object is seen (Rose, 1948: 3 to 5).
ROSE = 4.0
#: Liver level of a slice whose label holds no liver, HU.
USUAL_LIVER = 105.0
#: Share of redrawn slices without any contrast; the others are arterial.
UNENHANCED_SHARE = 0.55
#: Enhanced outside the liver in a portal-venous slice: so far above the liver, and below bone, HU.
ENHANCED_ABOVE, BONE = 10.0, 225.0
#: Enhanced parts of more pixels are spleen or kidney, smaller ones vessels.
ORGAN_PIXELS = 350
#: A part within so many pixels of the liver is taken for the vena cava or the portal vein.
NEAR_LIVER = 4


def change_phase(
    image: np.ndarray, label: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Redraw one slice without contrast, or in the arterial phase.

    Args:
        image: (rows, columns) float32, HU clipped to 0..255, portal-venous.
        label: (rows, columns) uint8 codes.

    Returns:
        New (image, label): lesions that can't be seen any more (`hide_faint`)
        are uncertain in the new label.
    """
    liver = label == LIVER_CODE
    level = float(np.median(image[liver])) if liver.any() else USUAL_LIVER
    level = max(level, 70.0)
    smooth = ndimage.gaussian_filter(image, SMOOTHING)
    arterial = rng.random() >= UNENHANCED_SHARE
    new_level = rng.uniform(52, 90) if arterial else _unenhanced_liver(rng)
    drop = 40 * rng.uniform(0.3, 0.6)
    # Veins: dark, but lighter than a fatty liver, whose vessels stand out bright.
    vein = new_level - rng.uniform(2, 26) if new_level > 42 else rng.uniform(35, 46)
    nodes = (level, new_level, new_level - drop, vein)
    out = image + _curve(smooth, *nodes, rng) - smooth
    if arterial:
        out += arterial_outside(smooth, label, level, rng)
        out += liver * _mottle(image.shape, rng.uniform(4, 12), rng.uniform(0, 6), rng)
    out = np.clip(out, 0, 255).astype(np.float32)
    return out, hide_faint(out, label)


def _unenhanced_liver(rng: np.random.Generator) -> float:
    """Level of an unenhanced liver, HU; one in seven is fatty."""
    return rng.uniform(25, 45) if rng.random() < 1 / 7 else rng.uniform(45, 72)


def _curve(
    smooth: np.ndarray,
    level: float,
    new_level: float,
    lesion: float,
    vein: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """HU of every pixel without contrast; `level` is the liver's own portal-venous HU."""
    # Veins stand 15 to 60 HU above a portal-venous liver; the first of them are dark already.
    nodes = [
        (0.0, 0.0),
        (15.0, 14.0),
        (max(20.0, level - 40), max(15.0, lesion)),
        (level, new_level),
        (level + 4, new_level),
        (level + rng.uniform(10, 22), vein),
        (max(level + 60, 180.0), vein + rng.uniform(-4, 6)),
        (max(level + 90, 225.0), 200.0),
        (256.0, 256.0),
    ]
    before, after = zip(*nodes, strict=True)
    return np.interp(smooth, before, after).astype(np.float32)


def arterial_outside(
    smooth: np.ndarray, label: np.ndarray, level: float, rng: np.random.Generator
) -> np.ndarray:
    """HU that arterial contrast adds outside the liver: to the aorta and the other vessels away
    from the liver, in bands to spleen and kidneys; nothing to veins beside the liver."""
    outside = label == BACKGROUND_CODE
    parts, count = ndimage.label((smooth > level + ENHANCED_ABOVE) & (smooth < BONE) & outside)
    added = np.zeros(smooth.shape, np.float32)
    if not count:
        return added
    near = ndimage.binary_dilation(~outside, iterations=NEAR_LIVER)
    sizes = np.bincount(parts.ravel())
    beside = np.bincount(parts[near], minlength=count + 1) > 0
    aorta = rng.uniform(90, 220)
    bands = 1 + _mottle(smooth.shape, rng.uniform(2, 5), rng.uniform(0.1, 0.5), rng)
    for part in range(1, count + 1):
        here = parts == part
        if sizes[part] >= ORGAN_PIXELS:
            added[here] = (rng.uniform(20, 110) * bands)[here]
        elif not beside[part] or rng.random() < 0.25:
            added[here] = aorta
    return ndimage.gaussian_filter(added, 0.8)


def _mottle(
    shape: tuple[int, ...], sigma: float, size: float, rng: np.random.Generator
) -> np.ndarray:
    """A smooth random field of mean 0 and standard deviation `size`."""
    field = ndimage.gaussian_filter(rng.standard_normal(shape), sigma)
    return (field * (size / max(float(field.std()), 1e-6))).astype(np.float32)


def hide_faint(image: np.ndarray, label: np.ndarray) -> np.ndarray:
    """`label` with the lesions that nobody could see made uncertain.

    A lesion of n pixels whose mean differs from the liver's median by c, in noise of standard
    deviation s, is seen if c >= `VISIBLE_HU` and c sqrt(n) / s >= `ROSE` (Rose, 1948).
    """
    liver = label == LIVER_CODE
    lesions, count = ndimage.label(np.isin(label, LESION_CODES))
    if not count or not liver.any():
        return label
    usual = float(np.median(image[liver]))
    noise = float((image - ndimage.gaussian_filter(image, SMOOTHING))[liver].std())
    numbers = range(1, count + 1)
    contrast = np.abs(np.array(ndimage.mean(image, lesions, numbers)) - usual)
    pixels = np.bincount(lesions.ravel(), minlength=count + 1)[1:]
    faint = (contrast < VISIBLE_HU) | (contrast * np.sqrt(pixels) < ROSE * noise)
    hidden = np.isin(lesions, np.flatnonzero(faint) + 1)
    return np.where(hidden, np.uint8(UNCERTAIN_CODE), label)
