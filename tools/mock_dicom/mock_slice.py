"""CT slices of known geometry and values, made in memory or on disk."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import gdcm
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    AllTransferSyntaxes,
    CTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
)

AXIAL = [1, 0, 0, 0, 1, 0]
CORONAL = [1, 0, 0, 0, 0, -1]
SAGITTAL = [0, 1, 0, 0, 0, -1]
PATIENT_NAME = "DOE^JANE"
PATIENT_ID = "ID-4711"


def ct_slice(z: float = 0.0, pixels: np.ndarray | int = 1024, **changes: object) -> Dataset:
    """A 4 x 6 slice at `z` mm; HU = stored - 1024; `pixels` stored values or one value for all.

    `changes` are DICOM keywords; None removes the element.
    """
    pixels = np.full((4, 6), pixels, np.uint16) if np.isscalar(pixels) else np.asarray(pixels)
    ds = Dataset()
    ds.SOPClassUID = CTImageStorage
    ds.SOPInstanceUID = f"1.2.3.4.{abs(round(z * 100))}.{int(z < 0)}"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.Modality = "CT"
    ds.PatientName, ds.PatientID = PATIENT_NAME, PATIENT_ID
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3.1", "1.2.3.2"
    ds.FrameOfReferenceUID = "1.2.3.3"
    ds.StudyDate = "20240131"
    ds.SeriesNumber, ds.InstanceNumber, ds.AcquisitionNumber = 2, round(abs(z)) + 1, 1
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [-10.0, -20.0, z], AXIAL
    ds.PixelSpacing, ds.SliceThickness = [0.5, 0.75], 5.0
    ds.Rows, ds.Columns = pixels.shape[-2:]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated = ds.BitsStored = 8 * pixels.dtype.itemsize
    ds.HighBit, ds.PixelRepresentation = ds.BitsStored - 1, int(pixels.dtype.kind == "i")
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"
    for keyword, value in changes.items():
        if value is None:
            del ds[keyword]
        else:
            setattr(ds, keyword, value)
    return ds


def to_bytes(ds: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """The DICOM file. Pixels are given little-endian and swapped here where the syntax is big."""
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    if syntax == ExplicitVRBigEndian:
        words = np.frombuffer(ds.PixelData, f"<u{ds.BitsAllocated // 8}")
        ds.PixelData = words.byteswap().tobytes()
    file = io.BytesIO()
    ds.save_as(
        file,
        enforce_file_format=True,
        implicit_vr=syntax == ImplicitVRLittleEndian,
        little_endian=syntax != ExplicitVRBigEndian,
    )
    return file.getvalue()


def with_codestream(ds: Dataset, syntax: str, codestream: bytes) -> bytes:
    """The DICOM file whose pixels are this codestream.

    pydicom writes no syntax that it doesn't know, such as JPEG XL, so its UID is put in afterwards;
    it must have 23 characters.
    """
    ds.PixelData = encapsulate([codestream])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    if syntax in AllTransferSyntaxes:
        return to_bytes(ds, syntax)
    assert len(syntax) == len(HTJ2KLossless)
    return to_bytes(ds, HTJ2KLossless).replace(HTJ2KLossless.encode(), syntax.encode(), 1)


def write(ds: Dataset, path: Path, syntax: str = ExplicitVRLittleEndian) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_bytes(ds, syntax))
    return path


def write_all(slices: Iterable[Dataset], folder: Path, stem: str = "IM") -> Path:
    """One file per slice, named by the order given; returns the folder."""
    for number, ds in enumerate(slices):
        write(ds, folder / f"{stem}{number:04d}.dcm")
    return folder


def transcode(path: Path, syntax: int) -> Path:
    """Compress a file in place with GDCM, e.g. to `gdcm.TransferSyntax.JPEGLSLossless`."""
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    if not reader.Read():
        raise RuntimeError("GDCM can't read the slice")
    change.SetInput(reader.GetImage())
    if not change.Change():
        raise RuntimeError("GDCM can't compress the slice")
    writer = gdcm.ImageWriter()
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    writer.SetFileName(str(path))
    if not writer.Write():
        raise RuntimeError("GDCM can't write the slice")
    return path
