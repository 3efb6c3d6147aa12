"""The measurements of a lesion of known size, read back by another reader."""

import io
from dataclasses import replace

import highdicom
import pydicom
import pytest

from core.correction import corrected, from_analysis
from core.export.dicom import analysis_seg, analysis_sr
from tests.core.export.dicom.made import analysed, of_analysis
from tests.core.known_network import small_livers


@pytest.fixture(scope="module")
def analysis():
    return analysed()


def read(content: bytes) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(content))


def groups(content: bytes) -> list:
    report = highdicom.sr.ComprehensiveSR.from_dataset(read(content))
    return report.content.get_planar_roi_measurement_groups()


def values(group) -> dict[str, tuple[float, str]]:
    found = group.get_measurements()
    return {one.name.value: (float(one.value), one.unit.value) for one in found}


def test_each_lesion_with_its_measurements(analysis):
    (group,) = groups(analysis_sr(of_analysis(analysis)))
    assert group.finding_type.value == "52988006"
    assert values(group) == {
        # 10 rows of 1.5 mm across 8 columns: a pixel reaches to the middles of its sides.
        "103339001": (analysis.lesions[0].diameter_mm.__round__(2), "mm"),
        "103340004": (analysis.lesions[0].short_axis_mm.__round__(2), "mm"),
        # 10 x 8 x 2 voxels of 1.5 x 1.5 x 5 mm.
        "118565006": (1.8, "ml"),
        "112031": (55.0, "[hnsf'U]"),
        "P_LESION": (1.0, "1"),
        "P_MALIGNANT": (1.0, "1"),
    }
    assert 15.0 <= values(group)["103339001"][0] <= 19.3
    said = {one.name.value: one.value.value for one in group.get_qualitative_evaluations()}
    ours = {"LOOKS": "MALIGNANT_LOOKING", "OUTLINES": "BY_MODEL", "USE": "RESEARCH_ONLY"}
    assert {name: said.get(name) for name in ours} == ours


def test_the_outline_lies_on_the_slice_of_the_diameters(analysis):
    (group,) = groups(analysis_sr(of_analysis(analysis)))
    lesion = analysis.lesions[0]
    region = group.roi
    assert region.graphic_type == highdicom.sr.GraphicTypeValues.POLYLINE
    # Columns 24..31, rows 20..29.
    assert region.value.min(axis=0).tolist() == [24.0, 20.0]
    assert region.value.max(axis=0).tolist() == [32.0, 30.0]
    (source,) = [one for one in region.ContentSequence if one.ValueType == "IMAGE"]
    (named,) = source.ReferencedSOPSequence
    shown = analysis.series.instances[lesion.slice_largest]
    assert named.ReferencedSOPInstanceUID == shown.sop_instance_uid


def test_it_tracks_what_the_seg_tracks(analysis):
    of = of_analysis(analysis)
    segments = {one.TrackingID: one.TrackingUID for one in read(analysis_seg(of)).SegmentSequence}
    (group,) = groups(analysis_sr(of))
    assert segments["LiverLens finding 1"] == group.tracking_uid
    assert len(set(segments.values())) == 2


def test_it_names_the_algorithm_and_is_complete_and_not_verified(analysis):
    content = analysis_sr(of_analysis(analysis))
    report = read(content)
    assert (report.CompletionFlag, report.VerificationFlag) == ("COMPLETE", "UNVERIFIED")
    assert report.PreliminaryFlag == "PRELIMINARY"
    assert report.SeriesDescription == "Liver lesions, measured. Research use only"
    assert analysis.weights_sha256.encode() in content
    assert b"Research use only. Not a medical device." in content


def test_a_readers_correction_goes_out_as_such(analysis):
    start = from_analysis(analysis)
    voxels = start.voxels.copy()
    voxels[3][voxels[3] > 1] = 1
    finding = replace(start.findings[0], kind="hcc", certainty="probable")
    with small_livers():
        better = corrected(analysis, replace(start, voxels=voxels, findings=(finding,)))
    (group,) = groups(analysis_sr(of_analysis(better)))
    (own,) = groups(analysis_sr(of_analysis(analysis)))
    assert group.finding_type.value == "109841003"
    assert values(group)["118565006"] == (0.9, "ml")
    # The model said nothing of this outline.
    assert "P_MALIGNANT" not in values(group)
    said = {one.name.value: one.value.value for one in group.get_qualitative_evaluations()}
    assert said["OUTLINES"] == "CORRECTED"
    # It is the same lesion.
    assert group.tracking_uid == own.tracking_uid
    (_, segment) = read(analysis_seg(of_analysis(better))).SegmentSequence
    assert segment.SegmentAlgorithmType == "SEMIAUTOMATIC"
    assert "corrected by a reader" in segment.SegmentDescription


def test_without_lesions_there_is_nothing_to_measure(analysis):
    assert analysis_sr(of_analysis(replace(analysis, lesions=()))) is None
