"""A DICOMDIR opens the files it lists; those that aren't there are counted."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.uid import ExplicitVRLittleEndian

from core.dicom import MemoryFile, discover, load_series
from core.errors import NoSeriesError
from tools.mock_dicom.mock_slice import ct_slice


@pytest.fixture
def disc(tmp_path):
    """A folder as on a CD: DICOMDIR beside folders of 5 slices."""
    disc = FileSet()
    for z in range(5):
        ds = ct_slice(float(z), pixels=1024 + z, StudyTime="120000", StudyID="1")
        ds.PatientBirthDate = ds.AccessionNumber = ds.StudyDescription = ""
        ds.file_meta = _meta(ds)
        disc.add(ds)
    disc.write(tmp_path / "disc")
    return tmp_path / "disc"


def _meta(ds: Dataset):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (
        ds.SOPClassUID,
        ds.SOPInstanceUID,
    )
    return meta


def images(disc):
    return sorted(path for path in disc.rglob("*") if path.is_file() and path.name != "DICOMDIR")


def test_the_dicomdir_alone_is_enough(disc):
    (disc / "not-listed.txt").write_text("hello")
    series = load_series([disc / "DICOMDIR"])
    assert series.volume[:, 0, 0].tolist() == [0, 1, 2, 3, 4]
    assert discover([disc / "DICOMDIR"]).exclusions == ()


def test_in_its_folder_nothing_is_read_twice(disc):
    found = discover([disc])
    assert [one.n_slices for one in found.candidates] == [5]
    assert found.exclusions == ()
    assert [one.n_slices for one in discover([disc, disc / "DICOMDIR"]).candidates] == [5]


def test_names_copied_in_lower_case_are_found(disc, tmp_path):
    for path in images(disc):
        target = tmp_path / "lower" / str(path.relative_to(disc)).lower()
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copy(disc / "DICOMDIR", tmp_path / "lower" / "DICOMDIR")
    assert load_series([tmp_path / "lower" / "DICOMDIR"]).n_slices == 5


@pytest.mark.parametrize("given", ["DICOMDIR", "."])
def test_missing_files_are_counted(disc, given):
    for path in images(disc)[:2]:
        path.unlink()
    found = discover([disc / given])
    assert found.candidates[0].n_slices == 3
    (line,) = found.exclusions
    assert line.name == "DICOMDIR"
    assert line.reason.startswith("2 of the 5 files it lists are missing (first: ")


def test_if_all_are_missing_there_is_one_clear_error(disc):
    for path in images(disc):
        path.unlink()
    with pytest.raises(NoSeriesError) as error:
        discover([disc / "DICOMDIR"])
    assert str(error.value).startswith(
        "No CT series in DICOMDIR: 5 of the 5 files it lists are missing (first: "
    )


def test_uploads_beside_an_uploaded_dicomdir(disc):
    files = [MemoryFile(path.name, path.read_bytes()) for path in images(disc)]
    directory = MemoryFile("DICOMDIR", (disc / "DICOMDIR").read_bytes())
    found = discover([directory, *files])
    assert found.candidates[0].n_slices == 5
    assert found.exclusions == ()
    (line,) = discover([directory, *files[1:]]).exclusions
    assert line.reason.startswith("1 of the 5 files")


def test_a_dicomdir_in_a_zip(disc):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in [disc / "DICOMDIR", *images(disc)[1:]]:
            archive.write(path, f"cd/{path.relative_to(disc)}")
    found = discover([MemoryFile("cd.zip", file.getvalue())])
    assert found.candidates[0].n_slices == 4
    (line,) = found.exclusions
    assert line.reason.startswith("1 of the 5 files it lists are missing")


def test_entries_that_point_outside_are_not_followed(disc, tmp_path):
    secret = tmp_path / "IM0"
    shutil.copy(images(disc)[0], secret)
    data = (disc / "DICOMDIR").read_bytes()
    part = images(disc)[0].relative_to(disc).parts[0].encode()
    assert data.count(part) == 5
    (disc / "DICOMDIR").write_bytes(data.replace(part, b"..".ljust(len(part))))
    with pytest.raises(NoSeriesError):
        discover([disc / "DICOMDIR"])
