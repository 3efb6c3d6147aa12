"""The series that are measured: on disk in three encodings, and in memory in several sizes.

Made once and kept in `.cache/benchmarks`, which git ignores. Real CT where the folder `shared` lies
beside the repository (the headers of a hospital's scanner, and noise that codecs can't pack well),
else a phantom; RESULTS.md says which.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pydicom
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless

from core.dicom import load_series
from core.phantom import make_phantom, write_dicom
from core.series import Series

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "scans" / "cmb_crc_msb_01068"
KEPT = ROOT / ".cache" / "benchmarks"

SYNTAXES = {
    "uncompressed": ExplicitVRLittleEndian,
    "jpeg2000": JPEG2000Lossless,
    "jpegls": JPEGLSLossless,
}
NAMES = {"uncompressed": "uncompressed", "jpeg2000": "JPEG 2000", "jpegls": "JPEG-LS"}


def origin() -> str:
    """For people: what is measured."""
    if REAL.is_dir():
        return "a real CT of 100 slices of 512 x 512 (Cancer Moonshot Biobank, CMB-CRC)"
    return "a phantom of 100 slices of 512 x 512"


@cache
def base_folder() -> Path:
    """100 uncompressed slices."""
    if REAL.is_dir():
        return REAL
    phantom = make_phantom("malignant", n_slices=100, size=512)
    return _made(
        "phantom",
        lambda folder: write_dicom(phantom, folder, transfer_syntax=ExplicitVRLittleEndian),
    )


def on_disk(n_slices: int, encoding: str) -> Path:
    """A folder of `n_slices` files; beyond 100 the slices are stacked again, mirrored in turn."""
    if n_slices == 100 and encoding == "uncompressed":
        return base_folder()
    return _made(f"{n_slices}-{encoding}", lambda folder: _write(folder, n_slices, encoding))


def in_memory(n_slices: int = 100, size: int = 512) -> Series:
    """The same patient with more or fewer slices, and pixels of another size."""
    series = load_series([base_folder()])
    order = _order(n_slices, series.n_slices)
    pick = np.arange(size) * series.volume.shape[1] // size
    volume = np.ascontiguousarray(series.volume[order][:, pick][:, :, pick])
    scale = series.volume.shape[1] / size
    step = np.asarray(series.slice_origins_mm[1]) - series.slice_origins_mm[0]
    origins = series.slice_origins_mm[0] + np.arange(n_slices)[:, None] * step
    z, y, x = series.spacing_mm
    return replace(
        series, volume=volume, slice_origins_mm=origins, spacing_mm=(z, y * scale, x * scale)
    )


def _order(n_slices: int, held: int) -> np.ndarray:
    """0, 1, ..., held - 1, held - 1, ..., 1, 0, 0, 1, ...: neighbours stay alike."""
    there_and_back = np.concatenate([np.arange(held), np.arange(held)[::-1]])
    return np.resize(there_and_back, n_slices)


def _write(folder: Path, n_slices: int, encoding: str) -> None:
    # Slices that come again are not packed again: their pixels are the same.
    packed = encoding != "uncompressed" and n_slices > 100
    origin_folder = on_disk(100, encoding) if packed else base_folder()
    datasets = [pydicom.dcmread(path) for path in sorted(origin_folder.glob("*.dcm"))]
    datasets.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    lowest = np.array(datasets[0].ImagePositionPatient, float)
    step = np.array(datasets[1].ImagePositionPatient, float) - lowest
    series_uid = pydicom.uid.generate_uid(entropy_srcs=[str(n_slices), encoding])
    for number, index in enumerate(_order(n_slices, len(datasets))):
        dataset = pydicom.dcmread(datasets[index].filename)
        uid = pydicom.uid.generate_uid(entropy_srcs=[series_uid, str(number)])
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
        dataset.SeriesInstanceUID = series_uid
        dataset.InstanceNumber = number + 1
        dataset.ImagePositionPatient = [round(float(v), 4) for v in lowest + number * step]
        if "SliceLocation" in dataset:
            dataset.SliceLocation = dataset.ImagePositionPatient[2]
        if encoding != "uncompressed" and not packed:
            dataset.compress(SYNTAXES[encoding], generate_instance_uid=False)
        dataset.save_as(folder / f"IM{number:04d}.dcm", enforce_file_format=True)


def _made(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name in the cache, made whole or not at all."""
    folder = KEPT / name
    if not folder.is_dir():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as workspace:
            new = Path(workspace) / name
            new.mkdir()
            make(new)
            shutil.move(new, folder)
    return folder
