"""A tiny patient whose slices lie on the network's grid pixel by pixel, and files of it.

200 x 256 pixels of 1.5 mm, 12 slices 5 mm apart, LPS: row 0 anterior, column 0 the patient's
right, slice 0 inferior. The body is centred, so that CT row r is row r + 28 of the 256 x 256 grid
and the columns are the same.
"""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
from nibabel.orientations import axcodes2ornt, io_orientation, ornt_transform

ROWS, COLUMNS, SLICES = 200, 256, 12
SPACING = (5.0, 1.5, 1.5)
#: Rows of air that the square grid has above the CT's first row.
ROW_SHIFT = 28
BODY = np.s_[:, 30:170, 28:228]
LIVER = np.s_[3:8, 60:120, 50:120]
#: The larger lesion, on slices 4 and 5, and a smaller one on slice 6.
LESION = np.s_[4:6, 80:90, 60:75]
SMALL_LESION = np.s_[6:7, 100:105, 100:106]
#: A bright spot in front on the patient's left: neither flip nor transpose keeps it.
MARK = np.s_[:, 40:44, 200:203]
LIVER_SLICES = list(range(3, 8))
#: At least 10 mm (two slices) from the liver.
CLEAR_SLICES = [0, 1, 9, 10, 11]


def volume() -> np.ndarray:
    """(z, y, x) int16 HU."""
    hu = np.full((SLICES, ROWS, COLUMNS), -1000, np.int16)
    hu[BODY], hu[LIVER], hu[LESION], hu[SMALL_LESION], hu[MARK] = 50, 110, 60, 70, 240
    # More grey levels than a segmentation has.
    hu[:, 150:160, 100:140] = np.arange(40)
    return hu


def lits_codes() -> np.ndarray:
    """(z, y, x) uint8: 0 background, 1 liver, 2 tumour."""
    codes = np.zeros((SLICES, ROWS, COLUMNS), np.uint8)
    codes[LIVER], codes[LESION], codes[SMALL_LESION] = 1, 2, 2
    return codes


def on_grid(slices: np.ndarray) -> np.ndarray:
    """(n, rows, columns) of the CT -> (n, 256, 256) of the training file, HU clipped."""
    grid = np.zeros((len(slices), COLUMNS, COLUMNS), np.uint8)
    grid[:, ROW_SHIFT : ROW_SHIFT + ROWS] = np.clip(slices, 0, 255)
    return grid


def save_nifti(zyx: np.ndarray, path: Path, codes: str = "LPS", affine=None) -> Path:
    """An LPS volume as a file whose axes run as `codes` says; `affine` (RAS) instead, unturned."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = nibabel.Nifti1Image(
        zyx.transpose(2, 1, 0), np.diag([-1.5, -1.5, 5.0, 1.0]) if affine is None else affine
    )
    if affine is None:
        turn = ornt_transform(io_orientation(image.affine), axcodes2ornt(tuple(codes)))
        image = image.as_reoriented(turn)
    nibabel.save(image, path)
    return path


def save_lits(folder: Path, number: int = 0, *, lesions: bool = True, codes: str = "LPS") -> Path:
    """volume-N.nii.gz and segmentation-N.nii.gz; returns the folder."""
    labels = lits_codes()
    if not lesions:
        labels[labels == 2] = 1
    save_nifti(volume(), folder / f"volume-{number}.nii.gz", codes)
    save_nifti(labels, folder / f"segmentation-{number}.nii.gz", codes)
    return folder


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a training file."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
