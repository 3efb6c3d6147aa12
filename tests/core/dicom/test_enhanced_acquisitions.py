"""Acquisitions among the frames of Enhanced CT files are told apart, and never mixed."""

from __future__ import annotations

import random

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from core.dicom import MemoryFile, discover, read_series, sentences
from core.errors import NoSeriesError
from tests.core.dicom.test_enhanced import enhanced, frame_group, item
from tools.mock_dicom.mock_slice import to_bytes

CONVERTED = "UnassignedPerFrameConvertedAttributesSequence"
PLACES = [8.0 * k for k in range(12)]


def content(keyword):
    def put(group, value):
        setattr(group.FrameContentSequence[0], keyword, value)

    return put


def sequence(name, keyword):
    def put(group, value):
        setattr(group, name, item(**{keyword: value}))

    return put


TOLD_APART = [
    ("acquisition number", content("FrameAcquisitionNumber"), (1, 2)),
    (
        "acquisition time",
        content("FrameAcquisitionDateTime"),
        ("20240131120000.5", "20240131120035.5"),
    ),
    ("tube voltage", sequence("CTXRayDetailsSequence", "KVP"), (80.0, 140.0)),
    (
        "image type",
        sequence("CTImageFrameTypeSequence", "FrameType"),
        (["DERIVED", "PRIMARY", "VOLUME", "VNC"], ["DERIVED", "PRIMARY", "VOLUME", "MIX"]),
    ),
    (
        "reconstruction kernel",
        sequence("CTReconstructionSequence", "ConvolutionKernel"),
        ("SOFT", "LUNG"),
    ),
    (
        "reconstruction algorithm",
        sequence("CTReconstructionSequence", "ReconstructionAlgorithm"),
        ("FILTER_BACK_PROJ", "ITERATIVE"),
    ),
    (
        "contrast agent",
        sequence("ContrastBolusUsageSequence", "ContrastBolusAgentAdministered"),
        ("NO", "YES"),
    ),
    ("comments", content("FrameLabel"), ("arterial", "venous")),
    (
        "reference time",
        content("FrameReferenceDateTime"),
        ("20240131120000.5", "20240131120035.5"),
    ),
    (
        "cardiac phase",
        sequence("CardiacSynchronizationSequence", "NominalPercentageOfCardiacPhase"),
        (40.0, 75.0),
    ),
    (
        "trigger time",
        sequence("CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"),
        (0.0, 350.0),
    ),
    (
        "temporal position",
        sequence("TemporalPositionSequence", "TemporalPositionTimeOffset"),
        (0.0, 35.0),
    ),
    # As in files that were converted from single slices.
    (
        "tube voltage",
        sequence(CONVERTED, "KVP"),
        ("80", "140"),
    ),
    (
        "series description",
        sequence(CONVERTED, "SeriesDescription"),
        ("art", "ven"),
    ),
]


def frames(places, value, *puts):
    """(group, stored value) of a frame at each place; `puts` are (setter, value or function)."""
    made = []
    for k, z in enumerate(places):
        group = frame_group(z)
        for put, given in puts:
            put(group, given(k) if callable(given) else given)
        made.append((group, value))
    return made


def file(*stacks, name="multi.dcm", in_order=False, **changes):
    """One file of all these frames, in random order."""
    all_frames = [frame for stack in stacks for frame in stack]
    if not in_order:
        random.Random(5).shuffle(all_frames)
    ds = enhanced([group for group, _ in all_frames], [value for _, value in all_frames])
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    return MemoryFile(name, to_bytes(ds))


def contents(found):
    series = [read_series(one) for one in found.candidates]
    return sorted(
        (sorted(set(one.volume.ravel().tolist())), one.positions_mm.round(3).tolist())
        for one in series
    )


@pytest.mark.parametrize(("name", "put", "values"), TOLD_APART)
@pytest.mark.parametrize("offset", [0.0, 2.5])
def test_frames_of_two_acquisitions(name, put, values, offset):
    higher = [z + offset for z in PLACES]
    found = discover(
        [file(frames(PLACES, 1000, (put, values[0])), frames(higher, 1200, (put, values[1])))]
    )
    assert contents(found) == [([-24], PLACES), ([176], higher)]
    meeting = (
        sentences.series.split_where_interleaved
        if offset
        else sentences.series.split_at_shared_position
    )
    assert found.candidates[0].warnings[0] == meeting(offset, 2, name)


def test_frames_of_chest_and_abdomen_stay_one():
    number = content("FrameAcquisitionNumber")
    chest = [PLACES[-1] + 8 + 8 * k for k in range(6)]
    found = discover([file(frames(PLACES, 1000, (number, 1)), frames(chest, 1200, (number, 2)))])
    (one,) = found.candidates
    assert read_series(one).positions_mm.tolist() == PLACES + chest
    assert one.warnings == ()


def test_a_number_and_a_time_for_every_frame_take_nothing_apart():
    found = discover(
        [
            file(
                frames(
                    PLACES,
                    1000,
                    (content("FrameAcquisitionNumber"), lambda k: k + 1),
                    (content("FrameAcquisitionDateTime"), lambda k: f"202401311200{k:02d}"),
                    (content("TemporalPositionIndex"), lambda k: k + 1),
                )
            )
        ]
    )
    assert contents(found) == [([-24], PLACES)]
    assert found.candidates[0].warnings == ()


def test_a_file_for_each_time_point():
    found = discover(
        [
            file(frames(PLACES, value), name=f"t{value}", SOPInstanceUID=f"1.2.{value}")
            for value in (1000, 1200, 1400)
        ]
    )
    assert contents(found) == [([-24], PLACES), ([176], PLACES), ([376], PLACES)]
    assert found.candidates[0].warnings[0] == sentences.series.split_at_shared_position(
        0.0, 3, "file"
    )


def test_a_file_for_each_half_of_the_body_is_one_series():
    higher = [PLACES[-1] + 8 + z for z in PLACES]
    found = discover(
        [
            file(frames(PLACES, 1000), name="a", SOPInstanceUID="1.2.8"),
            file(frames(higher, 1200), name="b", SOPInstanceUID="1.2.9"),
        ]
    )
    (one,) = found.candidates
    assert read_series(one).positions_mm.tolist() == PLACES + higher


def test_the_order_of_the_frames_tells_apart_where_it_goes_through_the_body_twice():
    found = discover([file(frames(PLACES, 1000), frames(PLACES, 1200), in_order=True)])
    assert contents(found) == [([-24], PLACES), ([176], PLACES)]


def test_frames_in_no_order_that_nothing_tells_apart_are_refused():
    with pytest.raises(NoSeriesError) as error:
        discover([file(frames(PLACES, 1000), frames(PLACES, 1200))])
    assert error.value.code == "not_told_apart"


def test_all_frames_at_one_place_are_no_volume():
    alike = [(group, 1000 + k) for k, (group, _) in enumerate(frames([7.0] * 12, 0))]
    with pytest.raises(NoSeriesError) as error:
        discover([file(alike)])
    assert error.value.code == "all_at_one_place"


def test_what_all_frames_share_tells_files_apart():
    def shared(ds, kv):
        details = Dataset()
        details.KVP = kv
        ds.SharedFunctionalGroupsSequence[0].CTXRayDetailsSequence = Sequence([details])
        return ds

    given = []
    for kv, value in ((80.0, 1000), (140.0, 1200)):
        # Each scan lies in two files, one above the other.
        for half in (PLACES[:6], PLACES[6:]):
            ds = enhanced([frame_group(z) for z in half], [value] * 6)
            ds.SOPInstanceUID = f"1.2.{value}.{int(half[0]) + 1}"
            given.append(MemoryFile(ds.SOPInstanceUID, to_bytes(shared(ds, kv))))
    found = discover(given)
    assert contents(found) == [([-24], PLACES), ([176], PLACES)]
