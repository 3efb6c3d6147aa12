"""Rescale and geometry are found wherever converters leave them."""

from __future__ import annotations

import pytest
from pydicom.sequence import Sequence
from pydicom.uid import EnhancedCTImageStorage

from core.dicom import MemoryFile, discover, load_series
from core.errors import NoSeriesError
from tests.core.dicom.test_enhanced import enhanced, frame_group, item, upload
from tools.mock_dicom.mock_slice import AXIAL, ct_slice, to_bytes

LEGACY_CT = "1.2.840.10008.5.1.4.1.1.2.2"
#: Stored values to HU.
RESCALE = {"RescaleSlope": 2, "RescaleIntercept": -1000, "RescaleType": "HU"}


def real_world_values(units: str) -> Sequence:
    """The same as `RESCALE`."""
    code = item(CodeValue=units)
    return item(
        RealWorldValueSlope=2.0, RealWorldValueIntercept=-1000.0, MeasurementUnitsCodeSequence=code
    )


class TestRescaleOutsideItsUsualPlace:
    """Converters leave values where a classic CT has them, or where there was room."""

    def file(self, **changes):
        ds = enhanced([frame_group(z) for z in (0.0, 3.0, 6.0)], [500, 510, 520])
        del ds.SharedFunctionalGroupsSequence[0].PixelValueTransformationSequence
        for keyword, value in changes.items():
            setattr(ds, keyword, value)
        return ds

    def read(self, ds):
        series = load_series(upload(ds))
        return series.volume[:, 0, 0].tolist(), [warning.code for warning in series.warnings]

    @pytest.mark.parametrize("sop_class", [EnhancedCTImageStorage, LEGACY_CT])
    def test_at_the_top_level(self, sop_class):
        ds = self.file(SOPClassUID=sop_class, **RESCALE)
        assert self.read(ds) == ([0, 20, 40], [])

    def test_among_the_shared_unassigned_attributes(self):
        ds = self.file(SOPClassUID=LEGACY_CT)
        ds.SharedFunctionalGroupsSequence[0].UnassignedSharedConvertedAttributesSequence = item(
            **RESCALE
        )
        assert self.read(ds) == ([0, 20, 40], [])

    def test_among_the_unassigned_attributes_of_each_frame(self):
        ds = self.file(SOPClassUID=LEGACY_CT)
        for number, group in enumerate(ds.PerFrameFunctionalGroupsSequence):
            group.UnassignedPerFrameConvertedAttributesSequence = item(
                RescaleSlope=1, RescaleIntercept=-500 - 100 * number
            )
        assert self.read(ds) == ([0, -90, -180], [])

    def test_beside_the_sequence_that_it_belongs_into(self):
        ds = self.file()
        for keyword, value in RESCALE.items():
            setattr(ds.SharedFunctionalGroupsSequence[0], keyword, value)
        assert self.read(ds) == ([0, 20, 40], [])

    def test_a_decimal_comma_there(self):
        ds = self.file(RescaleSlope="1", RescaleIntercept="-500.5")
        data = to_bytes(ds).replace(b"-500.5", b"-500,5")
        series = load_series([MemoryFile("multi.dcm", data)])
        assert series.volume[:, 0, 0].tolist() == [-0.5, 9.5, 19.5]
        assert [warning.code for warning in series.warnings] == ["decimal_comma"]

    def test_the_functional_groups_count_more(self):
        ds = enhanced([frame_group(z) for z in (0.0, 3.0)], [1000, 1010])
        ds.RescaleSlope, ds.RescaleIntercept = 1, 0
        assert self.read(ds) == ([-24, -14], [])

    @pytest.mark.parametrize(
        ("units", "expected"),
        [("[hnsf'U]", ([0, 20, 40], [])), ("mg/cm3", ([500, 510, 520], ["no_rescale"]))],
    )
    def test_as_a_real_world_value_mapping(self, units, expected):
        ds = self.file()
        ds.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence = real_world_values(
            units
        )
        assert self.read(ds) == expected

    def test_nowhere(self):
        assert self.read(self.file()) == ([500, 510, 520], ["no_rescale"])

    def test_one_half_of_it(self):
        half = "half_a_rescale"
        assert self.read(ct_slice(pixels=1025, RescaleSlope=None))[0] == [1]
        assert half in self.read(ct_slice(pixels=1025, RescaleSlope=None))[1]
        assert self.read(ct_slice(pixels=25, RescaleIntercept=None)) == (
            [25],
            [half, "only_one_slice"],
        )

    @pytest.mark.parametrize("shared", [True, False])
    @pytest.mark.parametrize(
        ("place", "values"),
        [
            ("PixelValueTransformationSequence", item(**RESCALE)),
            ("RealWorldValueMappingSequence", real_world_values("[hnsf'U]")),
        ],
        ids=["rescale", "real world values"],
    )
    def test_a_classic_file(self, place, values, shared):
        ds = ct_slice(pixels=500, RescaleSlope=None, RescaleIntercept=None)
        if shared:
            ds.SharedFunctionalGroupsSequence = item(**{place: values})
        else:
            setattr(ds, place, values)
        assert self.read(ds) == ([0], ["only_one_slice"])


def test_geometry_outside_its_usual_place():
    ds = enhanced([frame_group(z) for z in (0.0, 3.0, 6.0)], [1024, 1025, 1026])
    del ds.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence
    del ds.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence
    ds.PixelSpacing, ds.SliceThickness = [0.5, 0.75], 3.0
    unassigned = item(ImageOrientationPatient=AXIAL)
    ds.SharedFunctionalGroupsSequence[0].UnassignedSharedConvertedAttributesSequence = unassigned
    for group in ds.PerFrameFunctionalGroupsSequence:
        group.UnassignedPerFrameConvertedAttributesSequence = group.PlanePositionSequence
        del group.PlanePositionSequence
    series = load_series(upload(ds))
    assert series.volume[:, 0, 0].tolist() == [0, 1, 2]
    assert (series.spacing_mm, series.tags.slice_thickness_mm) == ((3.0, 0.5, 0.75), 3.0)


def test_one_position_for_all_frames_is_none():
    ds = enhanced([frame_group(z) for z in (0.0, 3.0)], [1024, 1025])
    for group in ds.PerFrameFunctionalGroupsSequence:
        del group.PlanePositionSequence
    ds.ImagePositionPatient = [0, 0, 0]
    with pytest.raises(NoSeriesError) as error:
        discover(upload(ds))
    assert error.value.code == "no_position"
