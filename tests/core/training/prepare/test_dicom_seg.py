"""DICOM Segmentation objects: frames by their places, segments by their names."""

import numpy as np
import pytest

from core.errors import InputError, TrainingDataError
from core.series import Series
from core.training.prepare.dicom_seg import read_dicom_seg
from tests.coded import raises
from tools.mock_dicom.mock_slice import ct_slice, write
from tools.mock_dicom.seg_file import frame, save, segment

TUMOUR = 4
SHAPE = (5, 4, 8)


@pytest.fixture
def series():
    """5 slices 5 mm apart, 4 x 8 pixels of 0.5 mm, the first at (-10, -20, 0)."""
    return Series(
        uid="",
        volume=np.zeros(SHAPE, np.int16),
        spacing_mm=(5.0, 0.5, 0.5),
        slice_origins_mm=np.array([[-10.0, -20.0, 5.0 * z] for z in range(5)]),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
    )


SEGMENTS = [segment(1, "Liver"), segment(2, "Mass 1"), segment(3, "Portal vein")]
FRAMES = [frame(2, 10.0), frame(1, 10.0), frame(1, 5.0), frame(3, 0.0)]


def pixels() -> np.ndarray:
    marked = np.zeros((4, *SHAPE[1:]), np.uint8)
    marked[0, 1, 2:4] = 1  # the mass, z = 10 mm, inside the liver
    marked[1, 0:3, 1:6] = marked[2, 2, 0:2] = marked[3] = 1
    return marked


def expected() -> np.ndarray:
    codes = np.zeros(SHAPE, np.uint8)
    codes[2, 0:3, 1:6] = codes[1, 2, 0:2] = 1
    codes[2, 1, 2:4] = TUMOUR
    return codes


@pytest.mark.parametrize("kind", ["BINARY", "FRACTIONAL"])
def test_frames_land_on_their_slices(tmp_path, series, kind):
    # Of 255, 200 is more than half.
    values = pixels() * (1 if kind == "BINARY" else 200)
    if kind == "FRACTIONAL":
        values[1, 3, 7] = 100
    path = save(tmp_path / "seg.dcm", SEGMENTS, FRAMES, values, kind=kind)
    codes, ignored = read_dicom_seg(path, series, "ct")
    assert np.array_equal(codes, expected())
    assert ignored == ["Portal vein"]


def test_a_label_that_says_nothing_gives_way_to_the_coded_type(tmp_path, series):
    segments = [segment(1, "Segment_1", "Liver"), segment(2, "roi", "Mass"), SEGMENTS[2]]
    path = save(tmp_path / "seg.dcm", segments, FRAMES, pixels())
    assert np.array_equal(read_dicom_seg(path, series, "ct")[0], expected())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"segments": [segment(1, "Spleen"), *SEGMENTS[1:]]}, "no_liver_segment"),
        ({"frames": [frame(2, 10.0), frame(1, 22.6), *FRAMES[2:]]}, "frame_off_the_ct"),
        ({"frames": [frame(2, 10.0), frame(1, 10.0, -9.7), *FRAMES[2:]]}, "frame_off_the_ct"),
        ({"orientation": [1, 0, 0, 0, -1, 0]}, "frame_off_the_ct"),
        ({"pixels": np.zeros((4, 4, 4), np.uint8)}, "segmentation_size_differs"),
    ],
)
def test_what_does_not_fit(tmp_path, series, changes, code):
    given = {"segments": SEGMENTS, "frames": FRAMES, "pixels": pixels(), **changes}
    path = save(tmp_path / "seg.dcm", **given)
    with raises(TrainingDataError, code, "seg.dcm"):
        read_dicom_seg(path, series, "ct")


def test_other_dicom_objects(tmp_path, series):
    path = write(ct_slice(), tmp_path / "ct.dcm")
    with pytest.raises(InputError, match=r"ct\.dcm: "):
        read_dicom_seg(path, series, "ct")
