"""A small volume of HU, as ITK writes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk

SPACING, ORIGIN = (0.75, 0.5, 3.0), (-10.0, -20.0, 30.0)


def values_zyx(dtype=np.int16) -> np.ndarray:
    return np.arange(-1000, -1000 + 6 * 5 * 4).reshape(6, 5, 4).astype(dtype)


def itk_image(zyx: np.ndarray | None = None, direction=None) -> sitk.Image:
    image = sitk.GetImageFromArray(values_zyx() if zyx is None else zyx)
    image.SetSpacing(SPACING)
    image.SetOrigin(ORIGIN)
    if direction is not None:
        image.SetDirection(np.ravel(direction).tolist())
    return image


def written(folder: Path, suffix: str, image: sitk.Image, packed: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"ct.{suffix}"
    sitk.WriteImage(image, str(path), useCompression=packed)
    return path
