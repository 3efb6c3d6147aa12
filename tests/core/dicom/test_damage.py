"""Truncated, corrupt and foreign files are skipped by name and reason, whatever their bytes."""

from __future__ import annotations

import os
import random

import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from core.dicom import Exclusion, MemoryFile, discover, load_series, read_series
from core.errors import InputError, LiverLensError, NoSeriesError
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, write, write_all


def test_bad_files_beside_good_ones_are_listed_by_name(tmp_path):
    write_all([ct_slice(float(z)) for z in range(5)], tmp_path)
    whole = to_bytes(ct_slice(9.0))
    (tmp_path / "a-cut-pixels").write_bytes(whole[:-10])
    (tmp_path / "b-cut-header").write_bytes(whole[:500])
    (tmp_path / "c-empty").write_bytes(b"")
    (tmp_path / "d-text.txt").write_text("Dear colleague, " * 50)
    (tmp_path / "e-picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    found = discover([tmp_path])
    assert found.candidates[0].n_slices == 5
    assert found.exclusions == (
        Exclusion("a-cut-pixels", "truncated: the file ends before its pixels do"),
        Exclusion("b-cut-header", "truncated: the file ends within its header"),
        Exclusion("c-empty", "empty file"),
        Exclusion("d-text.txt", "not DICOM", 2),
    )


def test_a_truncated_slice_leaves_a_gap_that_is_told(tmp_path):
    write_all([ct_slice(float(z)) for z in range(5)], tmp_path)
    path = tmp_path / "IM0002.dcm"
    path.write_bytes(path.read_bytes()[:-10])
    series = load_series([tmp_path])
    assert series.positions_mm.tolist() == [0.0, 1.0, 3.0, 4.0]
    assert series.warnings == ("1 slice missing near 2.0 mm: shown as acquired, not interpolated.",)


def test_if_nothing_is_left_one_error_says_why(tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "b.txt").write_text("hello")
    write(ct_slice(Modality="MR"), tmp_path / "c.dcm")
    with pytest.raises(NoSeriesError) as error:
        discover([tmp_path])
    assert str(error.value) == (
        f"No CT series in {tmp_path.name}: not DICOM (a.txt and 1 more); MR image, not CT (c.dcm)."
    )
    assert str(tmp_path) not in str(error.value)


def test_an_empty_folder(tmp_path):
    (tmp_path / "sub" / "folder").mkdir(parents=True)
    with pytest.raises(NoSeriesError, match=f"^No CT series in {tmp_path.name}: it holds no files"):
        discover([tmp_path])


def test_nothing_given():
    with pytest.raises(NoSeriesError, match="Nothing was given to open"):
        discover([])


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(InputError, match=r"^gone does not exist: check the path\.$"):
        discover([tmp_path / "gone"])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "No path was given: type the path of a folder or a file."),
        ("a\0b", "a?b does not exist: check the path."),
        ("x" * 5000, f"{'x' * 99}… can't be opened: check the path."),
    ],
)
def test_paths_that_can_not_be(path, message):
    with pytest.raises(InputError) as error:
        discover([path])
    assert str(error.value) == message


def test_a_file_name_can_not_break_the_line(tmp_path):
    (tmp_path / "two\nlines\x1b[31m").write_text("hello")
    with pytest.raises(NoSeriesError, match=r"not DICOM \(two\?lines\?\[31m\)\.$"):
        discover([tmp_path])


def test_a_pipe_is_skipped_and_blocks_nothing(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert discover([tmp_path]).exclusions == (Exclusion("pipe", "not a regular file"),)


def test_links_to_folders_are_not_followed_in_circles(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    found = discover([tmp_path])
    assert found.candidates[0].n_slices == 3
    assert set(found.exclusions) == {
        Exclusion("loop", "link to a folder, not followed"),
        Exclusion("nowhere", "no longer there"),
    }


def test_a_file_without_permission_is_listed(tmp_path, monkeypatch):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    open_file = os.open

    def guarded(path, *args, **kwargs):
        if str(path).endswith("IM0001.dcm"):
            raise PermissionError(13, "Permission denied", str(path))
        return open_file(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", guarded)
    assert discover([tmp_path]).exclusions == (Exclusion("IM0001.dcm", "no permission to read it"),)


def test_a_file_that_vanishes_before_its_pixels_are_read(tmp_path):
    write_all([ct_slice(z) for z in range(4)], tmp_path)
    found = discover([tmp_path])
    (tmp_path / "IM0003.dcm").unlink()
    series = read_series(found.candidates[0])
    assert series.n_slices == 3
    assert series.warnings == ("1 slice left out near 3.0 mm: no longer there (IM0003.dcm).",)
    assert series.nameless_warnings == ("1 slice left out near 3.0 mm: no longer there.",)


def test_a_file_that_shrinks_before_its_pixels_are_read(tmp_path):
    write_all([ct_slice(z) for z in range(4)], tmp_path)
    found = discover([tmp_path])
    path = tmp_path / "IM0000.dcm"
    path.write_bytes(path.read_bytes()[:-4])
    assert "truncated: the file ends before" in read_series(found.candidates[0]).warnings[0]


def test_deflated_data_that_is_cut_or_damaged():
    noise = np.random.default_rng(0).integers(0, 4000, (32, 32)).astype(np.uint16)
    whole = to_bytes(ct_slice(pixels=noise), DeflatedExplicitVRLittleEndian)
    for data in (whole[:-300], whole[:400], whole[:400] + bytes(100) + whole[500:]):
        with pytest.raises(InputError, match=r"slice: |None of the 1 slices can be read: "):
            load_series([MemoryFile("slice", data)])


@pytest.mark.filterwarnings("error")  # pydicom's warnings quote the header
@pytest.mark.parametrize("seed", range(6))
def test_random_damage_never_raises_anything_else(seed):
    random_bytes = random.Random(seed)
    files = [
        to_bytes(ct_slice(1.0)),
        to_bytes(ct_slice(1.0), ImplicitVRLittleEndian),
        to_bytes(ct_slice(1.0), ExplicitVRBigEndian),
        to_bytes(ct_slice(1.0), DeflatedExplicitVRLittleEndian),
        to_bytes(ct_slice(1.0))[132:],
    ]
    for _ in range(40):
        data = bytearray(random_bytes.choice(files))
        for _ in range(random_bytes.choice((1, 3, 12))):
            data[random_bytes.randrange(len(data))] = random_bytes.choice((0, 255, 92, 65))
        del data[random_bytes.choice((len(data), random_bytes.randrange(len(data)))) :]
        try:
            load_series([MemoryFile("slice", bytes(data))], workers=1)
        except LiverLensError as error:
            assert "\n" not in str(error)
            assert "DOE" not in str(error)
