"""The parametric map of a heat that is known."""

import io
from dataclasses import replace

import numpy as np
import pydicom
import pytest

from core.attribution import SeriesHeat
from core.export.dicom import heat_map, heat_map_file
from core.preprocessing import SliceGrid
from tests.core.export.dicom.made import MODEL, analysed, of_analysis


@pytest.fixture(scope="module")
def analysis():
    return analysed()


def heat_of(analysis) -> SeriesHeat:
    """0, 1, 2, 3, 4 on the slices."""
    maps = np.broadcast_to(np.arange(5, dtype=np.float32)[:, None, None], (5, 8, 8)).copy()
    grid = SliceGrid.for_series(analysis.series, MODEL.preprocessing)
    return SeriesHeat("malignant", maps, grid, 2.0, {"layer": "last"})


def test_each_slice_has_a_frame_and_those_with_liver_their_values(analysis):
    made = pydicom.dcmread(io.BytesIO(heat_map_file(of_analysis(analysis), heat_of(analysis))))
    assert made.SOPClassUID == "1.2.840.10008.5.1.4.1.1.30"
    assert made.NumberOfFrames == 5
    values = np.frombuffer(made.FloatPixelData, "<f4").reshape(5, 64, 64)
    places = [
        float(one.PlanePositionSequence[0].ImagePositionPatient[2])
        for one in made.PerFrameFunctionalGroupsSequence
    ]
    # From the feet to the head: some readers look at nothing else.
    assert places == [0.0, 5.0, 10.0, 15.0, 20.0]
    # The first slice shows no liver.
    # As shares of the heat with full colour, 2.
    assert values[:, 32, 32].tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    (group,) = made.PerFrameFunctionalGroupsSequence[:1]
    mapped = group.get("RealWorldValueMappingSequence") or (
        made.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence
    )
    assert (mapped[0].RealWorldValueSlope, mapped[0].RealWorldValueIntercept) == (2.0, 0.0)
    assert made.SeriesDescription == "Heatmap, malignant score. Research use only"
    (shared,) = made.SharedFunctionalGroupsSequence
    assert shared.FrameAnatomySequence[0].AnatomicRegionSequence[0].CodeValue == "10200004"


def test_a_long_map_has_the_slices_with_liver_alone(analysis, monkeypatch):
    monkeypatch.setattr(heat_map, "MOST_BYTES", 4 * 5 * 64 * 64 - 1)
    made = pydicom.dcmread(io.BytesIO(heat_map_file(of_analysis(analysis), heat_of(analysis))))
    assert made.NumberOfFrames == 4


def test_heat_on_slices_without_liver_is_left_out(analysis):
    heat = heat_of(analysis)
    everywhere = replace(heat, maps=heat.maps + 1)
    made = pydicom.dcmread(io.BytesIO(heat_map_file(of_analysis(analysis), everywhere)))
    values = np.frombuffer(made.FloatPixelData, "<f4").reshape(5, 64, 64)
    assert values[:, 32, 32].tolist() == [0.0, 1.0, 1.5, 2.0, 2.5]


def test_without_liver_there_is_none(analysis):
    without = replace(analysis, liver_area_mm2=np.zeros(5))
    assert heat_map_file(of_analysis(without), heat_of(analysis)) is None
