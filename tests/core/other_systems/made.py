"""Structured reports as another system would write them, about the CT of `annotation_files.made`:
pixels of 0.5 x 0.75 mm at -10, -20 mm, slices 5 mm apart."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pydicom
from highdicom import sr
from pydicom import Dataset

from core.dicom import MemoryFile
from tests.core.annotation_files.made import POSITIONS_MM, ct_files

SERIES, STUDY, FRAME = "1.2.3.2", "1.2.3.1", "1.2.3.3"
SEG_CLASS = "1.2.840.10008.5.1.4.1.1.66.4"


def concept(value: str, meaning: str, scheme: str = "SCT") -> sr.CodedConcept:
    return sr.CodedConcept(value, scheme, meaning)


MM, MM2 = concept("mm", "mm", "UCUM"), concept("mm2", "mm2", "UCUM")
LONG_AXIS, AREA = concept("103339001", "Long axis"), concept("42798000", "Area")
VOLUME = concept("118565006", "Volume")
METASTASIS, LIVER = concept("128462008", "Metastasis"), concept("10200004", "Liver")


def slices(**changes) -> list[Dataset]:
    """Headers of the CT, with what highdicom wants to find in them."""
    found = [pydicom.dcmread(io.BytesIO(file.data)) for file in ct_files(**changes)]
    for one in found:
        for keyword in (
            "AccessionNumber",
            "StudyID",
            "StudyTime",
            "PatientBirthDate",
            "PatientSex",
        ):
            setattr(one, keyword, "")
    return found


def uid_of(index: int) -> str:
    return f"1.2.3.4.{round(POSITIONS_MM[index] * 100)}.0"


def region(graphic: str, points: list[tuple[float, float]], index: int) -> sr.ImageRegion:
    """`points` are (column, row) as DICOM counts them."""
    image = sr.SourceImageForRegion("1.2.840.10008.5.1.4.1.1.2", uid_of(index))
    return sr.ImageRegion(sr.GraphicTypeValues[graphic], np.array(points), image)


def planar(
    graphic: str = "POLYLINE",
    points: list[tuple[float, float]] | None = None,
    index: int = 2,
    tracked: str = "T1",
    measured: list[sr.Measurement] | None = None,
) -> sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    """By default a square over rows 2..5 and columns 3..8 of slice 2: 2 x 4.5 mm."""
    square = [(3.0, 2.0), (9.0, 2.0), (9.0, 6.0), (3.0, 6.0), (3.0, 2.0)]
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(f"1.2.9.{index}", tracked),
        referenced_region=region(graphic, points or square, index),
        finding_type=METASTASIS,
        finding_sites=[sr.FindingSite(LIVER)],
        algorithm_id=sr.AlgorithmIdentification("LesionNet", "3.1"),
        measurements=measured
        or [sr.Measurement(LONG_AXIS, 4.5, MM), sr.Measurement(AREA, 9.0, MM2)],
        qualitative_evaluations=[
            sr.QualitativeEvaluation(
                concept("246205007", "Quantity"), concept("255507004", "Small")
            )
        ],
    )


def of_segment(series_uid: str = SERIES) -> sr.VolumetricROIMeasurementsAndQualitativeEvaluations:
    """A volume of segment 2 of a SEG."""
    return sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier("1.2.9.77", "V1"),
        referenced_segment=sr.ReferencedSegment(
            SEG_CLASS, "1.2.9.8", 2, source_series=sr.SourceSeriesForSegmentation(series_uid)
        ),
        finding_type=METASTASIS,
        measurements=[sr.Measurement(VOLUME, 1.25, concept("cm3", "cm3", "UCUM"))],
    )


def report(
    *groups: Dataset,
    change: Callable[[Dataset], None] | None = None,
    name: str = "sr.dcm",
    **changes,
) -> MemoryFile:
    """A Comprehensive 3D SR of Example Imaging's Ruler 2.1, observed by a person."""
    person = sr.ObserverContext(
        observer_type=concept("121006", "Person", "DCM"),
        observer_identifying_attributes=sr.PersonObserverIdentifyingAttributes("Reader^Rosa"),
    )
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_person_context=person),
        procedure_reported=concept("77477000", "Computed tomography"),
        imaging_measurements=[*groups],
        title=concept("126000", "Imaging Measurement Report", "DCM"),
    )
    images = slices(**changes)
    segmentation = Dataset()
    segmentation.update(images[0])
    segmentation.SOPClassUID, segmentation.SOPInstanceUID = SEG_CLASS, "1.2.9.8"
    segmentation.SeriesInstanceUID = "1.2.9.9"
    made = sr.Comprehensive3DSR(
        evidence=[*images, segmentation],
        content=content[0],
        series_instance_uid="1.2.9.1",
        series_number=9,
        sop_instance_uid="1.2.9.2",
        instance_number=1,
        manufacturer="Example Imaging",
        manufacturer_model_name="Ruler",
        software_versions="2.1",
        institution_name="Somewhere",
        is_complete=True,
        is_verified=False,
        series_description="Lesions by Ruler",
        content_date="20240203",
    )
    file = io.BytesIO()
    made.save_as(file)
    if change is not None:
        plain = pydicom.dcmread(io.BytesIO(file.getvalue()))
        change(plain)
        file = io.BytesIO()
        plain.save_as(file)
    return MemoryFile(name, file.getvalue())
