"""A small CT read from DICOM, and an annotation of it whose voxels can be told by looking."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.annotation_files import Made
from core.dicom import MemoryFile, load_series
from core.dicom.kinds import RTSTRUCT_CLASS
from core.series import Series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

READER = "user-00000000000000ad"
#: (slices, rows, columns), all different; pixels of 0.5 x 0.75 mm at -10, -20 mm.
SHAPE = (5, 8, 12)
POSITIONS_MM = (0.0, 5.0, 10.0, 15.0, 20.0)


def ct_files(positions: tuple[float, ...] = POSITIONS_MM, **changes) -> list[MemoryFile]:
    pixels = np.full(SHAPE[1:], 1124, np.uint16)
    return [
        MemoryFile(f"{index}.dcm", to_bytes(ct_slice(z, pixels, **changes)))
        for index, z in enumerate(positions)
    ]


def ct(positions: tuple[float, ...] = POSITIONS_MM, **changes) -> Series:
    return load_series(ct_files(positions, **changes))


def annotation() -> Annotation:
    """Liver on slices 1 to 3; findings 3 (two parts), 7 (rejected) and 9; 11 was erased."""
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[1:4, 1:7, 1:11] = LIVER
    voxels[1:3, 2:4, 2:5] = voxel_of(3)
    voxels[3, 5, 9] = voxel_of(3)
    voxels[2, 5, 2:5] = voxel_of(7)
    # Touches finding 3.
    voxels[2, 2:4, 5:8] = voxel_of(9)
    findings = (
        Finding(3, kind="hcc", certainty="probable", note="Washout.", is_from_model=True),
        Finding(7, rejected="vessel"),
        Finding(9, looks="benign", li_rads={"capsule": "no"}),
        Finding(11, kind="cyst"),
    )
    return Annotation(voxels, findings, {1: "malignant", 4: "normal"})


def made(**changes) -> Made:
    values = {
        "annotation": annotation(),
        "reader": READER,
        "version": 2,
        "created_at": datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC),
        "is_submitted": True,
    }
    return Made(**(values | changes))


def rtstruct(rois: dict[str, list[list[tuple[float, float, float]]]], **changes) -> MemoryFile:
    """Name -> its contours, each of LPS mm points."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = RTSTRUCT_CLASS, "1.2.3.9"
    ds.Modality, ds.PatientID = "RTSTRUCT", "ID-4711"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3.1", "1.2.3.8"
    ds.StructureSetROISequence, ds.ROIContourSequence = [], []
    for number, (name, contours) in enumerate(rois.items(), start=1):
        roi, drawn = Dataset(), Dataset()
        roi.ROINumber, roi.ROIName = number, name
        roi.ReferencedFrameOfReferenceUID = "1.2.3.3"
        drawn.ReferencedROINumber, drawn.ContourSequence = number, []
        for points in contours:
            contour = Dataset()
            contour.ContourGeometricType = "CLOSED_PLANAR" if len(points) > 2 else "POINT"
            contour.NumberOfContourPoints = len(points)
            contour.ContourData = [value for point in points for value in point]
            drawn.ContourSequence.append(contour)
        ds.StructureSetROISequence.append(roi)
        ds.ROIContourSequence.append(drawn)
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return MemoryFile("rtstruct.dcm", to_bytes(ds))


def box(rows: tuple[int, int], columns: tuple[int, int], z: float) -> list[tuple]:
    """A contour half a pixel outside these rows and columns, both included."""
    y = [-20.0 + 0.5 * (rows[0] - 0.5), -20.0 + 0.5 * (rows[1] + 0.5)]
    x = [-10.0 + 0.75 * (columns[0] - 0.5), -10.0 + 0.75 * (columns[1] + 0.5)]
    return [(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)]
