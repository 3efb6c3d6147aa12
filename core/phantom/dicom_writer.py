"""A phantom as DICOM CT Image Storage files (PS3.3 A.3), one a slice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import gdcm
import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from core import DISCLAIMER, __version__
from core.errors import UsageError
from core.modality import CT
from core.phantom import sentences, tags
from core.phantom.build import Phantom
from core.phantom.tags import uid_of

RESCALE_INTERCEPT = -1024
IMAGE_COMMENTS = f"Synthetic CT phantom, no patient. {DISCLAIMER}"
TRANSFER_SYNTAXES = (ExplicitVRLittleEndian, JPEGLSLossless, JPEG2000Lossless, RLELossless)
_WRITTEN_BY_GDCM = {
    JPEGLSLossless: gdcm.TransferSyntax.JPEGLSLossless,
    JPEG2000Lossless: gdcm.TransferSyntax.JPEG2000Lossless,
}


def write_dicom(
    phantom: Phantom,
    out_dir: str | Path,
    *,
    transfer_syntax: str = JPEGLSLossless,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write IM0001.dcm, IM0002.dcm, ... into `out_dir` and return their paths.

    As on a scanner that runs from head to foot, IM0001 (InstanceNumber 1) is the highest slice.
    The default, JPEG-LS lossless, decodes about three times as fast as JPEG 2000. Each file is
    written whole or not at all. Raises `UsageError` where the folder holds other DICOM files or
    the transfer syntax is not one of `TRANSFER_SYNTAXES`.
    """
    if transfer_syntax not in TRANSFER_SYNTAXES:
        known = [uid.name for uid in TRANSFER_SYNTAXES]
        raise UsageError(sentences.unknown_transfer_syntax(transfer_syntax, known))
    out_dir = Path(out_dir)
    n = phantom.series.n_slices
    paths = [out_dir / f"IM{number:04d}.dcm" for number in range(1, n + 1)]
    check_folder(out_dir, {path.name for path in paths})
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_dir, prefix=".phantom-") as workspace:
        for done, path in enumerate(paths, start=1):
            dataset = dicom_slice(phantom, n - done)
            _compress(dataset, UID(transfer_syntax), Path(workspace))
            whole = Path(workspace) / path.name
            dataset.save_as(whole, enforce_file_format=True)
            whole.replace(path)
            if progress is not None:
                progress(done, n)
    return paths


def check_folder(out_dir: Path, ours: set[str]) -> None:
    """Raises UsageError where the folder is a file, or holds DICOM files of other names."""
    if out_dir.exists() and not out_dir.is_dir():
        raise UsageError(sentences.file_instead_of_folder(out_dir.name))
    others = sorted(p.name for p in out_dir.glob("*.dcm") if p.name not in ours)
    if others:
        raise UsageError(sentences.folder_holds_other_files(out_dir.name, others[0]))


def dicom_slice(phantom: Phantom, index: int) -> Dataset:
    """The uncompressed data set of slice `index` (0 the most inferior), file meta included."""
    series = phantom.series
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    _add_patient_and_study(dataset, phantom)
    _add_series(dataset, phantom)
    _add_geometry(dataset, phantom, index)
    _add_pixels(dataset, series.volume[index])
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = uid_of("instance", *phantom.identity, index)
    dataset.file_meta.MediaStorageSOPClassUID = CTImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return dataset


def _add_patient_and_study(dataset: Dataset, phantom: Phantom) -> None:
    kept = phantom.series.tags
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.PatientName = kept.patient_name
    dataset.PatientID = kept.patient_id
    dataset.PatientBirthDate = ""
    dataset.PatientSex = ""
    dataset.QualityControlSubject = "YES"
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "Synthetic: there never was a patient"
    dataset.StudyInstanceUID = kept.study_uid
    dataset.StudyDate = kept.study_date
    dataset.StudyTime = "120000"
    dataset.StudyID = "1"
    dataset.StudyDescription = kept.study_description
    dataset.AccessionNumber = ""
    dataset.ReferringPhysicianName = ""


def _add_series(dataset: Dataset, phantom: Phantom) -> None:
    kept = phantom.series.tags
    dataset.Modality = kept.modality
    dataset.SeriesInstanceUID = phantom.series.uid
    dataset.SeriesNumber = kept.series_number
    dataset.SeriesDescription = kept.series_description
    dataset.SeriesDate = kept.study_date
    dataset.SeriesTime = kept.acquired_at[8:]
    dataset.BodyPartExamined = kept.body_part
    dataset.PatientPosition = "HFS"
    dataset.FrameOfReferenceUID = kept.frame_of_reference_uid
    dataset.PositionReferenceIndicator = ""
    dataset.Manufacturer = kept.manufacturer
    dataset.ManufacturerModelName = "core.phantom"
    dataset.SoftwareVersions = __version__
    if kept.modality == CT:
        dataset.KVP = kept.kvp
        dataset.ConvolutionKernel = kept.kernel
        if kept.contrast_agent:
            dataset.ContrastBolusAgent = kept.contrast_agent
            dataset.ContrastBolusRoute = "INTRAVENOUS"
        if kept.bolus_start:
            dataset.ContrastBolusStartTime = kept.bolus_start
    dataset.ReconstructionDiameter = _number(
        phantom.series.spacing_mm[2] * phantom.series.volume.shape[2]
    )


def _add_geometry(dataset: Dataset, phantom: Phantom, index: int) -> None:
    series = phantom.series
    dataset.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
    dataset.DerivationDescription = "Computed from a geometric model; not a scan of anyone"
    dataset.InstanceNumber = series.n_slices - index
    dataset.AcquisitionNumber = 1
    dataset.AcquisitionDate = dataset.ContentDate = series.tags.study_date
    dataset.AcquisitionTime = dataset.ContentTime = series.tags.acquired_at[8:]
    dataset.ImageComments = IMAGE_COMMENTS
    # A phantom's tags always state it.
    dataset.SliceThickness = _number(series.tags.slice_thickness_mm or series.spacing_mm[0])
    dataset.PixelSpacing = [_number(series.spacing_mm[1]), _number(series.spacing_mm[2])]
    dataset.ImageOrientationPatient = [
        _number(v) for v in (*series.row_direction, *series.column_direction)
    ]
    dataset.ImagePositionPatient = [_number(v) for v in series.slice_origins_mm[index]]
    dataset.SliceLocation = _number(series.slice_origins_mm[index][2])


def _add_pixels(dataset: Dataset, hu: np.ndarray) -> None:
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = hu.shape
    dataset.BitsAllocated = 16
    dataset.BitsStored = 12
    dataset.HighBit = 11
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept = RESCALE_INTERCEPT
    dataset.RescaleSlope = 1
    dataset.RescaleType = "HU"
    dataset.WindowCenter = [_number(level) for _, level in tags.WINDOWS]
    dataset.WindowWidth = [_number(width) for width, _ in tags.WINDOWS]
    dataset.WindowCenterWidthExplanation = ["LIVER", "ABDOMEN"]
    dataset.LossyImageCompression = "00"
    stored = (hu.astype(np.int32) - RESCALE_INTERCEPT).astype("<u2")
    dataset.PixelData = stored.tobytes()
    dataset["PixelData"].VR = "OW"


def _number(value: float) -> str:
    """A decimal string (VR DS, at most 16 characters) that reads back as the same number."""
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def _compress(dataset: Dataset, transfer_syntax: UID, workspace: Path) -> None:
    """Compress the pixels in place: pydicom itself writes RLE, gdcm the others."""
    if transfer_syntax == ExplicitVRLittleEndian:
        return
    if transfer_syntax not in _WRITTEN_BY_GDCM:
        dataset.compress(transfer_syntax, generate_instance_uid=False)
        return
    plain, packed = workspace / "plain.dcm", workspace / "packed.dcm"
    dataset.save_as(plain, enforce_file_format=True)
    reader = gdcm.ImageReader()
    reader.SetFileName(str(plain))
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(_WRITTEN_BY_GDCM[transfer_syntax]))
    writer = gdcm.ImageWriter()
    writer.SetFileName(str(packed))
    done = reader.Read()
    if done:
        change.SetInput(reader.GetImage())
        done = change.Change()
    if done:
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        done = writer.Write()
    if not done:
        raise RuntimeError(f"gdcm could not encode a slice as {transfer_syntax.name}")
    dataset.PixelData = dcmread(packed).PixelData
    dataset["PixelData"].is_undefined_length = True
    dataset["PixelData"].VR = "OB"
    dataset.file_meta.TransferSyntaxUID = transfer_syntax
