"""Whole files that the generators damage; made once, small, and known to read."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import gdcm
import imagecodecs
import nibabel
import numpy as np
import pydicom
import torch
from pydicom.dataset import Dataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    EnhancedCTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    RLELossless,
)

from core.models.checkpoints import save_checkpoint
from core.models.network import build_network
from core.preprocessing import PreprocessingConfig
from tools.mock_dicom import seg_file
from tools.mock_dicom.htj2k_ramp import HTJ2K_RAMP
from tools.mock_dicom.mock_slice import (
    AXIAL,
    ct_slice,
    to_bytes,
    transcode,
    with_codestream,
    write,
)

SIDE = 32
N_SLICES = 4
SYNTAXES = gdcm.TransferSyntax
JPEG_XL_LOSSLESS = "1.2.840.10008.1.2.4.110"
#: Those that GDCM writes for us.
COMPRESSED = {
    "jpeg baseline": SYNTAXES.JPEGBaselineProcess1,
    "jpeg lossless": SYNTAXES.JPEGLosslessProcess14_1,
    "jpeg lossless, any selection": SYNTAXES.JPEGLosslessProcess14,
    "jpeg-ls": SYNTAXES.JPEGLSLossless,
    "jpeg-ls, near lossless": SYNTAXES.JPEGLSNearLossless,
    "jpeg 2000": SYNTAXES.JPEG2000Lossless,
    "jpeg 2000, lossy": SYNTAXES.JPEG2000,
    "rle": SYNTAXES.RLELossless,
}
NATIVE = {
    "explicit": ExplicitVRLittleEndian,
    "implicit": ImplicitVRLittleEndian,
    "big endian": ExplicitVRBigEndian,
    "deflated": DeflatedExplicitVRLittleEndian,
}


def texture(seed: int = 0, dtype: type = np.uint16) -> np.ndarray:
    """(32, 32) stored values of a smooth ramp with noise."""
    ramp = np.add.outer(np.arange(SIDE), np.arange(SIDE)) * 3
    noise = np.random.default_rng(seed).integers(0, 50, (SIDE, SIDE))
    return (ramp + noise).astype(dtype)


@cache
def native(kind: str) -> bytes:
    """One slice, uncompressed; `no preamble` is a file of before 1993."""
    if kind == "no preamble":
        return native("explicit")[132:]
    return to_bytes(ct_slice(1.0, texture()), NATIVE[kind])


@cache
def compressed(kind: str) -> bytes:
    """One slice in one of `COMPRESSED`, or `htj2k`, or `jpeg xl`."""
    if kind == "htj2k":
        return with_codestream(ct_slice(1.0, texture()), HTJ2KLossless, HTJ2K_RAMP)
    if kind == "jpeg xl":
        codestream = bytes(imagecodecs.jpegxl_encode(texture(), lossless=True))
        return with_codestream(ct_slice(1.0, texture()), JPEG_XL_LOSSLESS, codestream)
    with tempfile.TemporaryDirectory() as folder:
        dtype = np.uint8 if kind == "jpeg baseline" else np.uint16
        path = write(ct_slice(1.0, texture(dtype=dtype) % 250), Path(folder) / "slice")
        return transcode(path, COMPRESSED[kind]).read_bytes()


@cache
def enhanced(kind: str = "explicit") -> bytes:
    """An Enhanced CT of four frames, uncompressed or `rle`."""
    shared = seg_file.item(
        PlaneOrientationSequence=[seg_file.item(ImageOrientationPatient=AXIAL)],
        PixelMeasuresSequence=[seg_file.item(PixelSpacing=[0.5, 0.75], SliceThickness=3.0)],
    )
    frames = [
        seg_file.item(
            PlanePositionSequence=[seg_file.item(ImagePositionPatient=[-10.0, -20.0, 3.0 * z])],
            FrameContentSequence=[seg_file.item(StackID="1", InStackPositionNumber=z + 1)],
            PixelValueTransformationSequence=[
                seg_file.item(RescaleSlope=1, RescaleIntercept=-1024, RescaleType="HU")
            ],
        )
        for z in range(N_SLICES)
    ]
    ds = ct_slice(
        0.0,
        np.stack([texture(z) for z in range(N_SLICES)]),
        SOPClassUID=EnhancedCTImageStorage,
        NumberOfFrames=N_SLICES,
        SharedFunctionalGroupsSequence=[shared],
        PerFrameFunctionalGroupsSequence=frames,
        **dict.fromkeys(
            (
                "ImagePositionPatient",
                "ImageOrientationPatient",
                "PixelSpacing",
                "RescaleSlope",
                "RescaleIntercept",
            )
        ),
    )
    if kind != "rle":
        return to_bytes(ds, NATIVE[kind])
    whole = pydicom.dcmread(io.BytesIO(to_bytes(ds)))
    whole.compress(RLELossless, generate_instance_uid=False)
    file = io.BytesIO()
    whole.save_as(file)
    return file.getvalue()


@cache
def nifti(kind: str = "nii") -> bytes:
    """A CT (`nii`, `nii.gz`, `nii2`) or a mask on `series_slices` (`mask`, gzipped)."""
    if kind == "mask":
        values = np.zeros((SIDE, SIDE, N_SLICES), np.uint8)
        values[8:20, 8:20, 1:3] = 1
        affine = np.array([[-0.75, 0, 0, 10], [0, -0.5, 0, 20], [0, 0, 3, 0], [0, 0, 0, 1]])
        return gzip.compress(nibabel.Nifti1Image(values, affine).to_bytes())
    values = np.stack([texture(z).astype(np.int16) - 1000 for z in range(N_SLICES)], axis=-1)
    image = nibabel.Nifti2Image if kind == "nii2" else nibabel.Nifti1Image
    data = image(values, np.diag([-0.75, -0.75, 3.0, 1.0])).to_bytes()
    return gzip.compress(data) if kind == "nii.gz" else data


@cache
def segmentation() -> bytes:
    """A SEG of liver and a cyst on `series_slices`."""
    pixels = np.zeros((4, SIDE, SIDE), np.uint8)
    pixels[:, 8:20, 8:20] = 1
    frames = [seg_file.frame(1 + (z > 2), 3.0 * min(z, 2)) for z in range(4)]
    segments = [seg_file.segment(1, "Liver"), seg_file.segment(2, "Cyst")]
    with tempfile.TemporaryDirectory() as folder:
        path = seg_file.save(Path(folder) / "seg", segments, frames, pixels, pixel_mm=(0.5, 0.75))
        return path.read_bytes()


def series_slices() -> list[Dataset]:
    """Four slices, 3 mm apart."""
    return [ct_slice(3.0 * z, texture(z)) for z in range(N_SLICES)]


@cache
def slice_files() -> tuple[bytes, ...]:
    return tuple(to_bytes(ds) for ds in series_slices())


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


@cache
def archive(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The four slices in a zip."""
    return zipped({f"scan/IM{z}": data for z, data in enumerate(slice_files())}, method)


@cache
def checkpoint() -> bytes:
    """A real checkpoint of timm's tiny test network."""
    torch.manual_seed(0)
    network = build_network("test_efficientnet", decoder_channels=(8, 8, 8, 8, 8))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.pth"
        save_checkpoint(
            path,
            network,
            name="tiny",
            backbone="test_efficientnet",
            preprocessing=PreprocessingConfig(),
            decoder_channels=(8, 8, 8, 8, 8),
        )
        return path.read_bytes()


@cache
def training_file() -> bytes:
    """Six slices of three subjects."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        image=np.arange(6 * SIDE * SIDE).reshape(6, SIDE, SIDE).astype(np.uint8),
        label=np.zeros((6, SIDE, SIDE), np.uint8),
        subject=np.arange(6) // 2,
        quality=np.full(6, "ok"),
    )
    return file.getvalue()
