import shutil
import subprocess
from dataclasses import asdict

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from core import DISCLAIMER
from core.dicom import load_series
from core.errors import UsageError
from core.phantom import write_dicom


@pytest.fixture(scope="module")
def written(tiny, tmp_path_factory):
    return write_dicom(tiny, tmp_path_factory.mktemp("malignant"))


def test_one_file_a_slice_and_nothing_else(written):
    assert [path.name for path in written] == [f"IM000{k}.dcm" for k in (1, 2, 3, 4)]
    assert sorted(p.name for p in written[0].parent.iterdir()) == [p.name for p in written]


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy (dicom3tools) is missing")
def test_dciodvfy_finds_no_error_and_nothing_to_warn_of(written):
    for path in written:
        found = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False)
        said = [line for line in (found.stdout + found.stderr).splitlines() if line.strip()]
        assert (found.returncode, said) == (0, ["CTImage"])


def test_simpleitk_reads_the_same_hu_and_geometry(tiny, written):
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(written[0].parent)))
    image = reader.Execute()
    assert np.array_equal(sitk.GetArrayFromImage(image), tiny.series.volume)
    dz, dy, dx = tiny.series.spacing_mm
    assert image.GetSpacing() == pytest.approx((dx, dy, dz))
    assert image.GetOrigin() == pytest.approx(tuple(tiny.series.slice_origins_mm[0]))
    assert image.GetDirection() == pytest.approx((1, 0, 0, 0, 1, 0, 0, 0, 1))


def test_our_own_reader_gives_the_series_back(tiny, written):
    series = load_series([written[0].parent])
    assert np.array_equal(series.volume, tiny.series.volume)
    assert series.slice_origins_mm == pytest.approx(tiny.series.slice_origins_mm, abs=1e-6)
    assert series.spacing_mm == pytest.approx(tiny.series.spacing_mm)
    assert series.uid == tiny.series.uid
    # A file of a scanner names its study; the phantom itself has none.
    of_files = {"study_id": "1", "study_time": "120000"}
    assert asdict(series.tags) == asdict(tiny.series.tags) | of_files
    assert series.warnings == ()


def test_the_first_file_is_the_highest_slice(tiny, written):
    first, last = (pydicom.dcmread(written[k]) for k in (0, -1))
    assert (first.InstanceNumber, last.InstanceNumber) == (1, 4)
    assert first.ImagePositionPatient[2] == tiny.series.slice_origins_mm[-1][2]
    assert first.ImagePositionPatient[2] > last.ImagePositionPatient[2]


def test_the_header_says_what_it_is(written):
    dataset = pydicom.dcmread(written[0])
    assert str(dataset.PatientName) == "Phantom^Malignant"
    assert dataset.PatientID == "PHANTOM-MALIGNANT-5"
    assert dataset.SeriesDescription == "Portal venous (synthetic)"
    assert "Synthetic" in dataset.ImageComments
    assert DISCLAIMER in dataset.ImageComments
    assert dataset.BodyPartExamined == "ABDOMEN"
    assert list(dataset.WindowCenter) == [100, 40]
    assert list(dataset.WindowWidth) == [160, 400]
    assert (dataset.BitsStored, dataset.RescaleIntercept, dataset.RescaleSlope) == (12, -1024, 1)
    assert dataset.file_meta.TransferSyntaxUID == JPEGLSLossless


def test_uids_are_under_2_25_and_differ_where_they_should(written):
    datasets = [pydicom.dcmread(path, stop_before_pixels=True) for path in written]
    instances = {dataset.SOPInstanceUID for dataset in datasets}
    series = {dataset.SeriesInstanceUID for dataset in datasets}
    study = {dataset.StudyInstanceUID for dataset in datasets}
    frame = {dataset.FrameOfReferenceUID for dataset in datasets}
    assert [len(uids) for uids in (instances, series, study, frame)] == [4, 1, 1, 1]
    every = instances | series | study | frame
    assert len(every) == 7
    assert all(uid.startswith("2.25.") and uid.is_valid for uid in every)


def test_writing_again_gives_the_same_bytes(tiny, written, tmp_path):
    again = write_dicom(tiny, tmp_path / "again")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in written]


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, JPEG2000Lossless, RLELossless])
def test_other_transfer_syntaxes_hold_the_same_pixels(tiny, tmp_path, syntax):
    paths = write_dicom(tiny, tmp_path, transfer_syntax=syntax)
    dataset = pydicom.dcmread(paths[-1])
    assert dataset.file_meta.TransferSyntaxUID == syntax
    assert np.array_equal(dataset.pixel_array.astype(int) - 1024, tiny.series.volume[0])


def test_a_transfer_syntax_that_is_not_offered_is_refused(tiny, tmp_path):
    with pytest.raises(UsageError) as caught:
        write_dicom(tiny, tmp_path, transfer_syntax=ExplicitVRBigEndian)
    assert caught.value.code == "unknown_transfer_syntax"
    assert JPEGLSLossless.name in str(caught.value)


def test_a_folder_with_other_dicom_files_is_left_alone(tiny, tmp_path):
    (tmp_path / "scan.dcm").write_bytes(b"someone's scan")
    with pytest.raises(UsageError) as caught:
        write_dicom(tiny, tmp_path)
    assert caught.value.code == "folder_holds_other_files"
    assert "scan.dcm" in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["scan.dcm"]


def test_a_file_where_the_folder_should_be_is_refused(tiny, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError) as caught:
        write_dicom(tiny, tmp_path / "out")
    assert caught.value.code == "file_instead_of_folder"


def test_progress_counts_the_slices(tiny, tmp_path):
    seen = []
    write_dicom(tiny, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
