"""A path that held no link when it was checked is not followed through one that has come since."""

import os

import pytest

from core.dicom import discover
from core.dicom.unlinked import UnlinkedPath, open_unlinked
from core.errors import NoSeriesError
from tests.core.refused import refused
from tools.mock_dicom.mock_slice import ct_slice, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows can't open relative to a folder")


@pytest.fixture
def checked(tmp_path):
    """A slice in a folder, and another one outside."""
    folder = tmp_path.resolve()
    write(ct_slice(0.0), folder / "in" / "series" / "1.dcm")
    write(ct_slice(0.0, SeriesInstanceUID="9.9"), folder / "out" / "1.dcm")
    return UnlinkedPath(folder / "in" / "series" / "1.dcm")


def found_in(path) -> list[str]:
    return [one.uid for one in discover([path]).candidates]


def test_what_is_made_from_it_is_one_too(checked):
    assert isinstance(checked.parent, UnlinkedPath)
    assert isinstance(checked.parent / "2.dcm", UnlinkedPath)
    assert isinstance(checked.with_name("2.dcm"), UnlinkedPath)


def test_a_file_is_read_as_any_other(checked):
    assert found_in(checked) == ["1.2.3.2"]
    descriptor = open_unlinked(checked, os.O_RDONLY)
    try:
        assert os.read(descriptor, 132)[128:] == b"DICM"
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("part", ["file", "folder", "folder of the folder"])
def test_a_link_that_came_since_is_not_followed(checked, part):
    out = checked.parents[2] / "out"
    if part == "file":
        checked.unlink()
        checked.symlink_to(out / "1.dcm")
    elif part == "folder":
        checked.parent.rename(checked.parents[2] / "away")
        checked.parent.symlink_to(out)
    else:
        (checked.parents[2] / "other" / "series").mkdir(parents=True)
        (checked.parents[2] / "other" / "series" / "1.dcm").symlink_to(out / "1.dcm")
        checked.parents[1].rename(checked.parents[2] / "away")
        checked.parents[1].symlink_to(checked.parents[2] / "other")
    # It is there, and leads outside.
    assert checked.read_bytes()[128:132] == b"DICM"
    with pytest.raises(OSError, match=r"."):
        open_unlinked(checked, os.O_RDONLY)
    with refused(NoSeriesError, "disk_error"):
        discover([checked])


def test_a_folder_in_its_place_is_not_searched(checked):
    checked.unlink()
    checked.symlink_to(checked.parents[2] / "out")
    with refused(NoSeriesError, "not_a_regular_file"):
        discover([checked])
