"""Enhanced (multi-frame) CT: position, orientation and rescale come from the functional groups."""

from __future__ import annotations

import io

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    EnhancedCTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from core.dicom import MemoryFile, discover, load_series, read_series, sentences
from core.errors import NoSeriesError
from tools.mock_dicom.mock_slice import AXIAL, ct_slice, to_bytes


def item(**values) -> Sequence:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return Sequence([ds])


def frame_group(z, *, slope=None, intercept=-1024, stack="1", time=1, kind="VOLUME", index=None):
    group = Dataset()
    group.PlanePositionSequence = item(ImagePositionPatient=[-10.0, -20.0, z])
    group.FrameContentSequence = item(
        StackID=stack, TemporalPositionIndex=time, InStackPositionNumber=1
    )
    if index is not None:
        group.FrameContentSequence[0].DimensionIndexValues = index
    if slope is not None:
        group.PixelValueTransformationSequence = item(
            RescaleSlope=slope, RescaleIntercept=intercept, RescaleType="HU"
        )
    group.CTImageFrameTypeSequence = item(FrameType=["ORIGINAL", "PRIMARY", kind, "NONE"])
    return group


def enhanced(groups, values) -> Dataset:
    """One frame of a constant stored value for each group."""
    pixels = np.array([np.full((4, 6), value) for value in values], np.uint16)
    ds = ct_slice(pixels=pixels, SOPClassUID=EnhancedCTImageStorage, NumberOfFrames=len(values))
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        del ds[keyword]
    for keyword in ("RescaleSlope", "RescaleIntercept", "SliceThickness"):
        del ds[keyword]
    shared = Dataset()
    shared.PlaneOrientationSequence = item(ImageOrientationPatient=AXIAL)
    shared.PixelMeasuresSequence = item(PixelSpacing=[0.5, 0.75], SliceThickness=3.0)
    shared.PixelValueTransformationSequence = item(
        RescaleSlope=1, RescaleIntercept=-1024, RescaleType="HU"
    )
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    return ds


def upload(ds, syntax=ExplicitVRLittleEndian):
    return [MemoryFile("multi.dcm", to_bytes(ds, syntax))]


SHUFFLED = [(9.0, 1030), (0.0, 1000), (6.0, 1020), (3.0, 1010)]


@pytest.mark.parametrize(
    "syntax",
    [
        ExplicitVRLittleEndian,
        ImplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    ],
)
def test_frames_are_placed_by_their_own_positions(syntax):
    ds = enhanced([frame_group(z) for z, _ in SHUFFLED], [value for _, value in SHUFFLED])
    series = load_series(upload(ds, syntax))
    assert series.volume[:, 0, 0].tolist() == [-24, -14, -4, 6]
    assert series.positions_mm.tolist() == [0.0, 3.0, 6.0, 9.0]
    assert series.spacing_mm == (3.0, 0.5, 0.75)
    assert series.tags.slice_thickness_mm == 3.0
    assert series.warnings == ()


def test_a_file_on_disk_is_read_frame_by_frame(tmp_path):
    groups = [frame_group(float(z)) for z in range(40)]
    path = tmp_path / "multi.dcm"
    path.write_bytes(to_bytes(enhanced(groups, range(1000, 1040))))
    assert load_series([path]).volume[:, 3, 5].tolist() == list(range(-24, 16))


def test_rescale_is_per_frame():
    groups = [frame_group(0.0, slope=2, intercept=-1000), frame_group(1.0), frame_group(2.0)]
    series = load_series(upload(enhanced(groups, [500, 1024, 1030])))
    assert series.volume[:, 0, 0].tolist() == [0, 0, 6]


def test_compressed_frames():
    ds = enhanced([frame_group(z) for z, _ in SHUFFLED], [value for _, value in SHUFFLED])
    compressed = pydicom.dcmread(io.BytesIO(to_bytes(ds)))
    compressed.compress(RLELossless, generate_instance_uid=False)
    file = io.BytesIO()
    compressed.save_as(file)
    series = load_series([MemoryFile("multi.dcm", file.getvalue())])
    assert series.volume[:, 0, 0].tolist() == [-24, -14, -4, 6]


def test_phases_are_not_mixed():
    # Two time points of the same four positions, interleaved frame by frame.
    groups, values = [], []
    for z in range(4):
        for time in (1, 2):
            groups.append(frame_group(float(z), time=time))
            values.append(1000 * time + z)
    found = discover(upload(enhanced(groups, values)))
    assert [one.n_slices for one in found.candidates] == [4, 4]
    volumes = [read_series(one).volume[:, 0, 0].tolist() for one in found.candidates]
    assert volumes == [[-24, -23, -22, -21], [976, 977, 978, 979]]
    assert found.candidates[1].uid == "1.2.3.2-2"
    assert found.candidates[0].warnings == (sentences.series.several_phases(2),)


def test_stacks_one_above_the_other_are_not_mixed():
    groups = [frame_group(float(z), stack="1") for z in range(4)]
    groups += [frame_group(100.0 + z, stack="2") for z in range(4)]
    found = discover(upload(enhanced(groups, range(1000, 1008))))
    assert [one.n_slices for one in found.candidates] == [4, 4]


def test_other_dimensions_tell_frames_at_one_position_apart():
    # An energy dimension (its pointer: KVP) beside the position in the stack.
    groups, values = [], []
    for z in range(4):
        for energy in (1, 2):
            groups.append(frame_group(float(z), index=[z + 1, energy]))
            values.append(1000 * energy + z)
    ds = enhanced(groups, values)
    dimensions = []
    for keyword in ("InStackPositionNumber", "KVP"):
        dimension = Dataset()
        dimension.DimensionIndexPointer = Tag(keyword)
        dimensions.append(dimension)
    ds.DimensionIndexSequence = Sequence(dimensions)
    found = discover(upload(ds))
    volumes = [read_series(one).volume[:, 0, 0].tolist() for one in found.candidates]
    assert volumes == [[-24, -23, -22, -21], [976, 977, 978, 979]]
    warning = sentences.series.split_at_shared_position(0.0, 2, "dimension index")
    assert found.candidates[0].warnings[0] == warning


def test_a_localizer_frame_is_left_out():
    groups = [frame_group(500.0, kind="LOCALIZER"), *(frame_group(float(z)) for z in range(3))]
    series = load_series(upload(enhanced(groups, [9, 1024, 1025, 1026])))
    assert series.volume[:, 0, 0].tolist() == [0, 1, 2]


def test_a_file_cut_within_its_frames_is_refused():
    data = to_bytes(enhanced([frame_group(z) for z, _ in SHUFFLED], [1000] * 4))
    with pytest.raises(NoSeriesError) as error:
        discover([MemoryFile("multi.dcm", data[:-50])])
    assert error.value.code == "truncated_pixels"


def test_frames_without_their_descriptions_are_refused():
    ds = enhanced([frame_group(0.0)], [1000, 1001])
    with pytest.raises(NoSeriesError) as error:
        discover(upload(ds))
    assert error.value.code == "wrong_number_of_frames"
    assert sentences.headers.wrong_number_of_frames(2, 1) in str(error.value)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_numbers_with_a_decimal_comma(syntax):
    groups = [frame_group(z, slope=2, intercept="-2048.5") for z in (0.5, 3.5)]
    data = to_bytes(enhanced(groups, [1024, 1044]), syntax)
    for number, times in ((b"0.5\\0.75", 1), (b"-2048.5", 2), (b"-20.0\\3.5", 1)):
        assert data.count(number) == times
        data = data.replace(number, number.replace(b".", b","))
    series = load_series([MemoryFile("multi.dcm", data)])
    assert series.spacing_mm == (3.0, 0.5, 0.75)
    assert series.volume[:, 0, 0].tolist() == [-0.5, 39.5]
    assert series.warnings == (sentences.headers.decimal_comma(),)
