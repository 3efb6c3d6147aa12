"""Measurements as a DICOM structured report (PS3.16 TID 1500): one planar group (TID 1410) for each
lesion, with its outline on the slice where its diameters were measured.

Groups of volumes (TID 1411) leave the screen of OHIF 3.13 blank, alone or beside planar ones, so
the volume is a measurement of the planar group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.export.dicom import codes
from core.export.dicom.codes import Coded
from core.export.dicom.equipment import EQUIPMENT, MANUFACTURER, MODEL, RESEARCH, dates, file_of
from core.export.dicom.key_outline import key_outline
from core.export.dicom.of_analysis import SERIES_NUMBERS, OfAnalysis
from core.export.dicom.segments import tracking_id
from core.export.dicom.uids import derived_uid
from core.lesions import Lesion
from core.vocabulary.lesion import DIAMETER, MEAN_HU, P_LESION, P_MALIGNANT, VOLUME
from core.vocabulary.lesion import SHORT_AXIS as SHORT_DIAMETER
from core.vocabulary.patient import is_outside
from core.vocabulary.quantity import Quantity

if TYPE_CHECKING:  # takes more than a second to import
    from highdicom import sr

#: Quantity -> (what it is, its unit, how it was derived). The values are those of `lesions.csv`.
_MEASURED: tuple[tuple[Quantity, Coded, Coded, Coded | None], ...] = (
    (DIAMETER, codes.LONG_AXIS, codes.MM, None),
    (SHORT_DIAMETER, codes.SHORT_AXIS, codes.MM, None),
    (VOLUME, codes.VOLUME, codes.ML, None),
    (MEAN_HU, codes.ATTENUATION, codes.HU, codes.MEAN),
    (P_LESION, codes.P_LESION, codes.NO_UNIT, codes.MEAN),
    (P_MALIGNANT, codes.P_MALIGNANT, codes.NO_UNIT, None),
)


def analysis_sr(of: OfAnalysis) -> bytes | None:
    """A Comprehensive SR as a DICOM file, complete and not verified; None without lesions.

    Measurements that the analysis lacks, such as a score of an outline that a reader drew, are left
    out.
    """
    from highdicom import sr

    analysis = of.analysis
    if not analysis.lesions:
        return None
    device = sr.ObserverContext(
        observer_type=_concept(Coded("121007", "DCM", "Device")),
        observer_identifying_attributes=sr.DeviceObserverIdentifyingAttributes(
            uid=derived_uid("device", analysis.weights_sha256),
            name=f"{MODEL} with {analysis.model_name}. {RESEARCH}",
            manufacturer_name=MANUFACTURER,
            model_name=MODEL,
        ),
    )
    numbers = analysis.numbers()
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_device_context=device),
        procedure_reported=_concept(
            codes.COMPUTED_TOMOGRAPHY if analysis.series.is_ct else codes.MAGNETIC_RESONANCE
        ),
        imaging_measurements=[
            _group(of, lesion, numbers[lesion.slice_largest] == lesion.id)
            for lesion in analysis.lesions
        ],
        title=_concept(Coded("126000", "DCM", "Imaging Measurement Report")),
    )
    shown = sorted({lesion.slice_largest for lesion in analysis.lesions})
    report = sr.ComprehensiveSR(
        evidence=[of.headers[index] for index in shown],
        content=content[0],
        series_instance_uid=of.series_uid("sr"),
        series_number=SERIES_NUMBERS["sr"],
        sop_instance_uid=of.sop_uid("sr"),
        instance_number=1,
        is_complete=True,
        is_final=False,
        is_verified=False,
        series_description=f"Liver lesions, measured. {of.use}",
        **EQUIPMENT,
        **dates(of.when),
    )
    return file_of(report, of.when)


def _group(
    of: OfAnalysis, lesion: Lesion, region: np.ndarray
) -> sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    """One lesion; `region` (rows, columns) bool is it on the slice of its diameters."""
    from highdicom import sr

    finding = of.finding(lesion)
    category, what = codes.codes_of(finding)
    header = of.headers[lesion.slice_largest]
    outline = key_outline(region, of.analysis.series.spacing_mm[1:])
    by_reader = of.analysis.is_corrected
    said = [
        (codes.LOOKS, codes.LOOK_OF[lesion.label]),
        (codes.OUTLINES, codes.BY_READER if by_reader else codes.BY_MODEL),
        (codes.USE, codes.RESEARCH_ONLY),
    ]
    if is_outside(of.analysis.patient.category):
        said.append((codes.REACH, codes.OUTSIDE))
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(of.tracking_uid(finding), tracking_id(finding)),
        referenced_region=sr.ImageRegion(
            sr.GraphicTypeValues.POLYLINE,
            outline,
            # OHIF draws nothing for another child of the outline.
            sr.SourceImageForRegion(header.SOPClassUID, header.SOPInstanceUID),
        ),
        finding_category=_concept(category),
        finding_type=_concept(what),
        finding_sites=[sr.FindingSite(_concept(codes.LIVER))],
        algorithm_id=sr.AlgorithmIdentification(
            of.algorithm.name,
            of.algorithm.version,
            parameters=of.algorithm.parameters,
            family=_concept(codes.LEARNED),
            manufacturer=MANUFACTURER,
        ),
        measurements=[
            sr.Measurement(
                _concept(name),
                value,
                _concept(unit),
                derivation=None if derivation is None else _concept(derivation),
            )
            for quantity, name, unit, derivation in _MEASURED
            if (value := quantity.kept(lesion)) is not None
            # There is no code for a signal without unit; `lesions.csv` has it.
            and (quantity is not MEAN_HU or of.analysis.series.is_ct)
        ],
        qualitative_evaluations=[
            sr.QualitativeEvaluation(_concept(name), _concept(value)) for name, value in said
        ],
    )


def _concept(code: Coded) -> sr.CodedConcept:
    from highdicom.sr import CodedConcept

    return CodedConcept(*code)
