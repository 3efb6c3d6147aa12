"""What is taken from the CT's headers, and what a result can't be written for."""

from dataclasses import replace

from core.errors import UsageError
from core.export.dicom import source_headers
from core.export.dicom.headers_of_ct import dicom_obstacle
from tests.coded import raises
from tests.core.export.dicom.made import IDENTITY, ct


def test_patient_and_examination_are_those_of_the_ct():
    first, *_ = headers = source_headers(ct(), include_name=True)
    assert {keyword: str(first.get(keyword)) for keyword in IDENTITY} == IDENTITY
    assert (str(first.PatientName), first.PatientID) == ("DOE^JANE", "ID-4711")
    assert [one.ImagePositionPatient[2] for one in headers] == [0, 5, 10, 15, 20]
    assert headers[3].SOPInstanceUID == "1.2.3.4.1500.0"


def test_nobody_is_named_unless_asked():
    first = source_headers(ct(), include_name=False)[0]
    assert {str(first.get(keyword)) for keyword in (*IDENTITY, "PatientName", "PatientID")} == {""}
    assert first.StudyInstanceUID == "1.2.3.1"


def test_what_the_ct_does_not_state_is_there_and_empty():
    first = source_headers(ct(**dict.fromkeys(IDENTITY)), include_name=True)[0]
    assert {keyword: first.get(keyword) for keyword in IDENTITY} == dict.fromkeys(IDENTITY, "")


def test_a_backslash_does_not_make_two_values():
    tags = replace(
        ct().tags, patient_name="A\\B", patient_id="7\\8", study_time="١٠١١", study_id="a\\b"
    )
    first = source_headers(replace(ct(), tags=tags), include_name=True)[0]
    assert (first.PatientName, first.PatientID, first.StudyID) == ("A B", "7 8", "a b")
    assert first.StudyTime == ""


def test_values_that_others_would_refuse_are_left_empty():
    wrong = {"PatientSex": "female", "PatientBirthDate": "19611301", "StudyTime": "10:11"}
    tags = replace(
        ct().tags,
        patient_sex=wrong["PatientSex"],
        patient_birth_date=wrong["PatientBirthDate"],
        study_time=wrong["StudyTime"],
        study_date="20240230",
    )
    first = source_headers(replace(ct(), tags=tags), include_name=True)[0]
    assert [first.get(keyword) for keyword in (*wrong, "StudyDate")] == ["", "", "", ""]


def test_names_of_any_script_keep_their_letters():
    series = ct(SpecificCharacterSet="ISO_IR 192", PatientName="Yamada^Tarou=山田^太郎")
    first = source_headers(series, include_name=True)[0]
    assert str(first.PatientName) == "Yamada^Tarou=山田^太郎"


def test_what_no_object_can_refer_to():
    assert dicom_obstacle(ct()) == ""
    with raises(UsageError, "no_dicom_to_refer_to"):
        source_headers(replace(ct(), instances=()), include_name=True)
    assert dicom_obstacle(ct(FrameOfReferenceUID=None)).code == "no_dicom_to_refer_to"
    series = ct()
    frames = tuple(replace(one, frame_number=n) for n, one in enumerate(series.instances, 1))
    assert dicom_obstacle(replace(series, instances=frames)).code == "multi_frame"
