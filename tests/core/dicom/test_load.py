"""Which series opens, what comes with it, and that names stay inside."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from core.dicom import (
    Limits,
    MemoryFile,
    discover,
    load_series,
    read_series,
    read_slice,
    sentences,
)
from core.errors import Cancelled, InputError, NoSeriesError
from tools.mock_dicom.mock_slice import PATIENT_ID, PATIENT_NAME, ct_slice, to_bytes, write_all


@pytest.fixture
def three_series(tmp_path):
    for number, n, words in ((1, 3, "thin"), (2, 6, "portal venous"), (3, 4, "lung")):
        slices = [
            ct_slice(
                float(z),
                pixels=1000 * number + z,
                SeriesInstanceUID=f"1.2.{number}",
                SeriesNumber=number,
                SeriesDescription=words,
            )
            for z in range(n)
        ]
        write_all(slices, tmp_path / str(number))
    return tmp_path


def test_the_longest_series_opens_and_a_warning_names_the_others(three_series):
    series = load_series([three_series])
    assert series.uid == "1.2.2"
    (warning,) = series.warnings
    assert warning == sentences.series.longest_opened(3, ["thin (3 slices)", "lung (4 slices)"])
    assert series.nameless_warnings == (sentences.series.longest_opened(3),)
    assert warning.code == series.nameless_warnings[0].code == "longest_opened"


def test_a_series_can_be_named(three_series):
    series = load_series([three_series], uid="1.2.3")
    assert series.volume[:, 0, 0].tolist() == [1976, 1977, 1978, 1979]
    assert series.warnings == ()


def test_a_uid_that_is_not_there_lists_those_that_are(three_series):
    with pytest.raises(NoSeriesError) as error:
        load_series([three_series], uid="9.9")
    assert error.value.code == "unknown_series"
    for uid in ("9.9", "1.2.1", "1.2.2", "1.2.3"):
        assert uid in str(error.value)


def test_tags(tmp_path):
    ds = ct_slice(
        StudyDescription="CT abdomen",
        SeriesDescription="Leber venös",
        SpecificCharacterSet="ISO_IR 100",
        Manufacturer="ACME",
        ConvolutionKernel=["B30f", "3"],
        ContrastBolusAgent="Iomeprol",
        KVP=120,
        BodyPartExamined="ABDOMEN",
        WindowWidth=[350, 1500],
        WindowCenter=[50, -600],
    )
    (candidate,) = discover([MemoryFile("a", to_bytes(ds))]).candidates
    tags = candidate.tags
    assert (tags.patient_name, tags.patient_id) == (PATIENT_NAME, PATIENT_ID)
    assert (tags.study_uid, tags.study_date) == ("1.2.3.1", "20240131")
    assert (tags.study_description, tags.series_description) == ("CT abdomen", "Leber venös")
    assert (tags.series_number, tags.modality, tags.manufacturer) == (2, "CT", "ACME")
    assert (tags.kernel, tags.contrast_agent, tags.kvp) == ("B30f 3", "Iomeprol", 120.0)
    assert (tags.slice_thickness_mm, tags.body_part) == (5.0, "ABDOMEN")
    assert tags.window == (350.0, 50.0)
    assert tags.frame_of_reference_uid == "1.2.3.3"


def test_each_slice_knows_the_object_it_was_read_from(three_series):
    series = load_series([three_series], uid="1.2.3")
    assert [one.series_uid for one in series.instances] == ["1.2.3"] * 4
    assert [one.sop_instance_uid for one in series.instances] == [
        f"1.2.3.4.{100 * z}.0" for z in range(4)
    ]
    assert {one.sop_class_uid for one in series.instances} == {"1.2.840.10008.5.1.4.1.1.2"}
    assert {one.frame_number for one in series.instances} == {None}


def test_absent_tags_are_empty_or_none(tmp_path):
    absent = ("SeriesNumber", "SliceThickness", "StudyDate", "PatientName", "PatientID")
    ds = ct_slice(**dict.fromkeys(absent))
    tags = discover([MemoryFile("a", to_bytes(ds))]).candidates[0].tags
    assert (tags.series_number, tags.slice_thickness_mm, tags.kvp, tags.window) == (None,) * 4
    assert (tags.study_date, tags.patient_name, tags.contrast_agent) == ("", "", "")


def test_the_volume_is_contiguous_and_read_only(three_series):
    series = load_series([three_series], uid="1.2.1")
    assert series.volume.flags.c_contiguous
    for array in (series.volume, series.slice_origins_mm):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_one_slice_for_a_thumbnail(three_series):
    candidate = discover([three_series]).candidates[1]
    assert read_slice(candidate)[0, 0] == 2003 - 1024
    assert read_slice(candidate, 0)[0, 0] == 2000 - 1024


def test_uploads_in_memory():
    files = [MemoryFile(f"dir/IM{z}", to_bytes(ct_slice(z, pixels=1024 + z))) for z in (2, 0, 1)]
    assert load_series(files).volume[:, 0, 0].tolist() == [0, 1, 2]


@pytest.mark.parametrize("workers", [1, 3])
def test_progress_counts_files_then_slices(three_series, workers):
    told = []

    def progress(done, total):
        told.append((done, total))

    found = discover([three_series], workers=workers, progress=progress)
    assert told == [(done, 13) for done in range(1, 14)]
    told.clear()
    read_series(found.candidates[1], workers=workers, progress=progress)
    assert told == [(done, 6) for done in range(1, 7)]


def test_raising_in_the_progress_stops_the_work(three_series):
    def stop(done, total):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        discover([three_series], progress=stop)
    with pytest.raises(Cancelled):
        read_series(discover([three_series]).candidates[0], progress=stop)


def test_a_volume_over_the_limit_is_refused(three_series):
    with pytest.raises(InputError) as error:
        load_series([three_series], limits=Limits(volume_bytes=100))
    assert error.value.code == "series_too_large"


def test_no_patient_in_messages_warnings_or_logs(tmp_path, caplog, recwarn):
    caplog.set_level(logging.DEBUG)
    write_all([ct_slice(z, pixels=1024) for z in (0, 1, 2, 5)], tmp_path / "a")
    write_all([ct_slice(z, PatientID="OTHER^ID") for z in range(3)], tmp_path / "a", "B")
    write_all([ct_slice(z, SeriesInstanceUID="") for z in range(3)], tmp_path / "a", "C")
    write_all([ct_slice(z, Modality="MR") for z in range(3)], tmp_path / "b")
    found = discover([tmp_path])
    texts = [warning for one in found.candidates for warning in one.warnings]
    texts += [line.sentence for line in found.exclusions]
    texts += [repr(one) for one in (found, *found.candidates)]
    texts += [repr(one.tags) for one in found.candidates]
    with pytest.raises(NoSeriesError) as error:
        discover([tmp_path / "b"])
    texts += [str(error.value), caplog.text, *(str(one.message) for one in recwarn)]
    for secret in (PATIENT_NAME, "JANE", PATIENT_ID, "OTHER^ID"):
        assert not [text for text in texts if secret in text]
    assert np.isfinite(read_series(found.candidates[0]).volume).all()
