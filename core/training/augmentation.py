"""Random changes of geometry and intensity that a liver CT might have had anyway.

No flips: the liver is on the right. Everything is driven by one generator, so that a sample can be
drawn again exactly.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional

from core.labels import LESION_CODES, LIVER_CODE, MALIGNANT_CODE, UNCERTAIN_CODE


def warp(
    image: np.ndarray, label: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Zoom 0.78-1.3 (each axis a little its own), rotation +-15 degrees, shift +-15 %, bending.

    Args:
        image: (s, s) float32. label: (s, s) uint8.

    Returns:
        Both on a new grid of the same shape: image bilinear and 0 outside, label nearest.
    """
    size = image.shape[0]
    zoom = np.exp(rng.uniform(np.log(0.78), np.log(1.3)))
    aspect = np.exp(rng.uniform(-0.08, 0.08))
    angle = np.deg2rad(rng.normal(0, 6.0))
    angle = float(np.clip(angle, -0.26, 0.26))
    shift = rng.normal(0, 0.09, 2).clip(-0.3, 0.3)
    matrix = np.array(
        [
            [np.cos(angle) / (zoom * aspect), -np.sin(angle) / zoom, shift[0]],
            [np.sin(angle) / zoom, np.cos(angle) / (zoom / aspect), shift[1]],
        ],
        dtype=np.float32,
    )
    grid = functional.affine_grid(
        torch.from_numpy(matrix)[None], [1, 1, size, size], align_corners=False
    )
    if rng.random() < 0.5:
        coarse = torch.from_numpy(rng.normal(0, 0.018, (1, 2, 6, 6)).astype(np.float32))
        bend = functional.interpolate(coarse, (size, size), mode="bicubic", align_corners=True)
        grid = grid + bend.permute(0, 2, 3, 1)
    moved = functional.grid_sample(
        torch.from_numpy(image)[None, None], grid, mode="bilinear", align_corners=False
    )
    codes = functional.grid_sample(
        torch.from_numpy(label.astype(np.float32))[None, None],
        grid,
        mode="nearest",
        align_corners=False,
    )
    return moved[0, 0].numpy(), codes[0, 0].numpy().astype(np.uint8)


def crop_to_body(
    image: np.ndarray, label: np.ndarray, rows: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Cut `rows` rows around the body's middle, moved by a few rows: air costs time, not context.

    The network is convolutional and pools its slice score, so it takes any height.
    """
    body = np.flatnonzero((image > 20).sum(axis=1) > 40)
    middle = (body[0] + body[-1]) / 2 if body.size else image.shape[0] / 2
    start = int(np.clip(middle - rows / 2 + rng.normal(0, 8), 0, image.shape[0] - rows))
    return image[start : start + rows], label[start : start + rows]


def crop_to_patch(
    image: np.ndarray, label: np.ndarray, rows: int, columns: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Cut `rows` x `columns` around a pixel of a lesion, of the liver, or of anything.

    For large networks: a patch of a quarter of the slice teaches as much of liver and lesion in a
    quarter of the time. A lesion pixel half of the time where there is one, else a pixel of the
    liver four times in five.
    """
    wanted = np.isin(label, LESION_CODES)
    if not wanted.any() or rng.random() < 0.5:
        wanted = label == LIVER_CODE
        if not wanted.any() or rng.random() < 0.2:
            wanted = np.ones(label.shape, bool)
    places = np.flatnonzero(wanted)
    middle = np.unravel_index(places[rng.integers(len(places))], label.shape)
    top, left = (
        int(np.clip(m - want // 2, 0, have - want))
        for m, want, have in zip(middle, (rows, columns), image.shape, strict=True)
    )
    box = slice(top, top + rows), slice(left, left + columns)
    return image[box], label[box]


def change_contrast(image: np.ndarray, label: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Another phase or dose of contrast: tissue gain and offset, vessels, and the liver by itself.

    Works above 15 HU with a soft onset, because fat and air are clipped to 0 in the data.
    """
    tissue = np.clip(image / 30.0, 0, 1)
    out = image
    kind = rng.random()
    if kind < 0.18:  # towards no contrast: bright things come down to muscle
        knee = rng.uniform(45, 70)
        keep = rng.uniform(0.08, 0.5)
        bone = np.clip((ndimage.gaussian_filter(image, 1.0) - 215) / 20, 0, 1)
        flat = np.where(image > knee, knee + (image - knee) * keep, image)
        out = flat * (1 - bone) + image * bone
    else:
        gain = rng.normal(1.0, 0.10)
        offset = rng.normal(0, 8.0)
        out = image * gain + offset * tissue
    if rng.random() < 0.5:  # the liver apart from the rest: fatty, iron, arterial, late
        # Cysts stay out: water takes up no contrast.
        organ = np.isin(label, (LIVER_CODE, MALIGNANT_CODE, UNCERTAIN_CODE)).astype(np.float32)
        organ = ndimage.gaussian_filter(organ, 0.8)
        inside = out[label == LIVER_CODE]
        if inside.size:
            level = float(np.median(inside))
            shift = rng.normal(-6, 15)
            stretch = rng.uniform(0.8, 1.25)
            out = out + organ * ((out - level) * (stretch - 1) + shift) * tissue
    return np.clip(out, 0, 255).astype(np.float32)


def change_sharpness_and_noise(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Another kernel, dose and slice thickness: blur, then grain of a random correlation length."""
    out = image
    if rng.random() < 0.45:
        out = ndimage.gaussian_filter(out, rng.uniform(0.3, 1.3))
    elif rng.random() < 0.2:
        out = out + rng.uniform(0.3, 1.0) * (out - ndimage.gaussian_filter(out, 1.0))
    if rng.random() < 0.55:
        grain = rng.standard_normal(image.shape, dtype=np.float32)
        sigma = rng.uniform(0.0, 1.1)
        if sigma > 0.3:
            grain = ndimage.gaussian_filter(grain, sigma)
            grain /= grain.std()
        tissue = np.clip(ndimage.uniform_filter(image, 5) / 20.0, 0, 1)
        out = out + grain * rng.uniform(2, 22) * tissue
    return np.clip(out, 0, 255).astype(np.float32)
