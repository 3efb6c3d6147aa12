"""MR phantoms as DICOM MR Image Storage files (PS3.3 A.4), one a slice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import UID, MRImageStorage

from core.phantom.build import Phantom
from core.phantom.dicom_writer import check_folder, dicom_slice
from core.phantom.mr import KINDS
from core.phantom.tags import uid_of

#: Elements of CT alone.
_OF_CT = (
    *("KVP", "ConvolutionKernel", "ContrastBolusAgent", "ContrastBolusRoute"),
    *("ReconstructionDiameter", "RescaleIntercept", "RescaleSlope", "RescaleType"),
    *("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation"),
)


def write_mr(phantoms: Sequence[Phantom], kind: str, out_dir: Path) -> list[Path]:
    """Write IM0001.dcm, IM0002.dcm, ... of all images into `out_dir`; returns their paths.

    Args:
        phantoms: of `make_mr`, in its order. kind: of `KINDS`.

    Raises:
        UsageError: the folder holds other DICOM files.
    """
    count = sum(one.series.n_slices for one in phantoms)
    paths = [out_dir / f"IM{number:04d}.dcm" for number in range(1, count + 1)]
    check_folder(out_dir, {path.name for path in paths})
    out_dir.mkdir(parents=True, exist_ok=True)
    slices = [
        mr_slice(one, kind, step, index)
        for step, one in enumerate(phantoms)
        for index in range(one.series.n_slices)
    ]
    for number, (path, dataset) in enumerate(zip(paths, slices, strict=True), start=1):
        dataset.InstanceNumber = number
        dataset.save_as(path, enforce_file_format=True)
    return paths


def mr_slice(phantom: Phantom, kind: str, step: int, index: int) -> Dataset:
    """The data set of slice `index` of image `step` of the kind."""
    series = phantom.series
    dataset = dicom_slice(phantom, index)
    for keyword in _OF_CT:
        if keyword in dataset:
            del dataset[keyword]
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = MRImageStorage
    uid = UID(uid_of("mr-instance", series.uid, step, index))
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
    dataset.ImageType = ["DERIVED", "SECONDARY", "M"]
    dataset.ImageComments = dataset.ImageComments.replace("CT phantom", "MR phantom")
    dataset.SequenceVariant = dataset.ScanOptions = ""
    dataset.ScanningSequence = "RM"
    dataset.SpacingBetweenSlices = f"{series.spacing_mm[0]:.6f}"
    dataset.SliceLocation = f"{series.positions_mm[index]:.6f}"
    for keyword, value in KINDS[kind][step].header.items():
        setattr(dataset, keyword, value)
    dataset.PixelData = series.volume[index].astype("<u2").tobytes()
    dataset["PixelData"].VR = "OW"
    largest = int(np.max(series.volume))
    dataset.BitsStored, dataset.HighBit = (12, 11) if largest < 4096 else (16, 15)
    return dataset
