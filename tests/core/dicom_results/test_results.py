"""Which objects come out, under which UIDs, and what they say."""

import io
import threading
from dataclasses import replace

import numpy as np
import pydicom
import pytest

from core.annotation_files import read_annotation
from core.dicom import MemoryFile
from core.dicom_results import dicom_results, write_dicom_results, zipped
from core.errors import Cancelled, UsageError
from core.measurements import Measurement
from core.report import report_pdf
from tests.coded import raises
from tests.core.export.dicom.made import IDENTITY, MODEL, WHEN, analysed, ct
from tests.core.known_network import LIVER_HU, block_volume
from tests.core.measurements.made import ruler
from tests.core.report.pdf_text import pages_of

QUICK = ("seg", "sr", "sc")


@pytest.fixture(scope="module")
def analysis():
    return analysed()


@pytest.fixture(scope="module")
def results(analysis):
    return dicom_results(analysis, MODEL, made_at=WHEN)


def read(content: bytes) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(content))


def uids(results) -> dict[str, tuple[str, str]]:
    found = {name: read(content) for name, content in results.files.items()}
    return {name: (one.SeriesInstanceUID, one.SOPInstanceUID) for name, one in found.items()}


def test_each_is_a_new_series_of_the_same_study_and_patient(results):
    found = {name: read(content) for name, content in results.files.items()}
    assert [one.Modality for one in found.values()] == ["SEG", "SR", "OT", "DOC"]
    for one in found.values():
        assert one.StudyInstanceUID == "1.2.3.1"
        assert (str(one.PatientName), one.PatientID) == ("DOE^JANE", "ID-4711")
        assert {key: str(one.get(key)) for key in IDENTITY} == IDENTITY
        assert "Research use only" in one.SeriesDescription
        assert one.Modality == "SR" or one.BodyPartExamined == "LIVER"
    assert len({one.SeriesInstanceUID for one in found.values()}) == 4
    assert "1.2.3.2" not in {one.SeriesInstanceUID for one in found.values()}


def test_what_can_not_be_made_is_said(results):
    # The network of the test has no gradients.
    assert len(results.left_out) == 1
    assert results.left_out[0].startswith("No parametric map was written: ")


def test_the_same_export_at_another_time_is_the_same_object(analysis, results):
    again = dicom_results(analysed(), MODEL, kinds=QUICK, made_at=WHEN)
    assert again.files == {name: results.files[name] for name in again.files}
    later = dicom_results(analysis, MODEL, kinds=QUICK, made_at=WHEN.replace(year=2027))
    assert uids(later) == uids(again)
    assert read(later.files["liverlens-seg.dcm"]).ContentDate == "20270304"


def test_any_change_is_a_new_object(analysis, results):
    before = uids(results)["liverlens-seg.dcm"]
    mask = analysis.mask.copy()
    mask[4, 12, 12] = 0
    changed = [
        (replace(analysis, weights_sha256="f" * 64), True),
        (replace(analysis, mask=mask), True),
        (analysis, False),
    ]
    after = [
        uids(dicom_results(one, MODEL, kinds=["seg"], include_name=name, made_at=WHEN))
        for one, name in changed
    ]
    assert len({before, *(one["liverlens-seg.dcm"] for one in after)}) == 4


def test_the_outlines_come_back_voxel_for_voxel(analysis, results):
    file = MemoryFile("seg.dcm", results.files["liverlens-seg.dcm"])
    found = read_annotation(file, analysis.series)
    assert (found.annotation.mask() == analysis.mask).all()
    assert (found.annotation.lesion_numbers() == analysis.numbers()).all()


def test_without_the_name_nobody_is_in_any_of_them(analysis):
    without = dicom_results(analysis, MODEL, include_name=False, subject="Subject 12")
    for name, content in without.files.items():
        one = read(content)
        assert {str(one.get(key)) for key in (*IDENTITY, "PatientName", "PatientID")} == {""}, name
        # Three letters alone may stand in a compressed stream by chance.
        assert b"DOE^JANE" not in content
        assert b"ID-4711" not in content
    pdf = read(without.files["liverlens-report.dcm"])
    pages = pages_of(pdf.EncapsulatedDocument)
    assert "Subject 12" in pages[0]
    assert not [page for page in pages if "JANE" in page.upper()]


def test_the_report_in_it_is_the_report(analysis, results):
    made = read(results.files["liverlens-report.dcm"])
    own = report_pdf(analysis, MODEL, include_name=True, made_at=WHEN)
    assert made.EncapsulatedDocument[: made.EncapsulatedDocumentLength] == own
    assert made.BurnedInAnnotation == "YES"


def test_what_was_measured_is_in_the_report_and_makes_it_another(analysis, results):
    measured: tuple[Measurement, ...] = (ruler(),)
    other = dicom_results(analysis, MODEL, kinds=["pdf"], measurements=measured, made_at=WHEN)
    name = "liverlens-report.dcm"
    assert uids(other)[name] != uids(results)[name]
    assert "Ruler 1" in " ".join(pages_of(read(other.files[name]).EncapsulatedDocument))


def test_a_key_image_shows_the_lesions_outline_and_burns_no_name_in(results):
    image = read(results.files["liverlens-image-1.dcm"])
    pixels = image.pixel_array
    assert image.BurnedInAnnotation == "NO"
    assert (pixels.shape[2], image.PhotometricInterpretation) == (3, "RGB")
    # #ff7a6b, the colour of a malignant-looking lesion.
    assert (pixels == (255, 122, 107)).all(axis=-1).any()


def test_a_normal_liver_gives_the_rest():
    volume = block_volume(5)
    assert (volume == LIVER_HU).any()
    found = dicom_results(analysed(ct(volume)), MODEL, kinds=QUICK)
    assert sorted(found.files) == ["liverlens-image-1.dcm", "liverlens-seg.dcm"]
    assert [one.code for one in found.left_out] == ["no_lesion_to_measure"]


def test_a_series_that_is_not_assessable_says_so_in_every_object(analysis):
    patient = replace(analysis.patient, category="not_assessable")
    outside = replace(analysis, patient=patient)
    found = dicom_results(outside, MODEL, kinds=QUICK)
    for content in found.files.values():
        assert read(content).SeriesDescription.endswith(". Not assessable. Research use only")
    assert b"NOT_ASSESSABLE" in found.files["liverlens-sr.dcm"]
    image = read(found.files["liverlens-image-1.dcm"]).pixel_array
    assert not (image == (255, 122, 107)).all(axis=-1).any()
    # It is another statement, hence another object.
    own = dicom_results(analysis, MODEL, kinds=["seg"])
    assert uids(own)["liverlens-seg.dcm"] != uids(found)["liverlens-seg.dcm"]


def test_neither_liver_nor_lesion(analysis):
    nothing = replace(
        analysis, mask=np.zeros_like(analysis.mask), lesions=(), liver_area_mm2=np.zeros(5)
    )
    found = dicom_results(nothing, MODEL, kinds=("seg", "sr"))
    assert found.files == {}
    assert [one.code for one in found.left_out] == ["nothing_for_seg", "no_lesion_to_measure"]


def test_headers_without_any_attribute_of_type_2_are_enough():
    bare = dict.fromkeys(
        (*IDENTITY, "StudyDate", "SliceThickness", "SeriesNumber", "PatientID", "PatientName")
    )
    found = dicom_results(analysed(ct(**bare)), MODEL, kinds=QUICK)
    for content in found.files.values():
        made = read(content)
        assert {str(made[keyword].value or "") for keyword in IDENTITY} == {""}


def test_an_odd_name_goes_to_no_log(caplog, recwarn):
    odd = analysed(ct(PatientName="^^^^^^Odd", PatientID="9" * 80))
    found = dicom_results(odd, MODEL, kinds=QUICK)
    assert len(found.files) == 3
    assert "Odd" not in caplog.text
    assert "9999" not in caplog.text
    assert [str(one.message) for one in recwarn if "9999" in str(one.message)] == []


def test_files_are_written_all_or_none(analysis, tmp_path):
    written, left_out = write_dicom_results(analysis, MODEL, tmp_path / "out", kinds=["seg"])
    assert [path.name for path in written] == ["liverlens-seg.dcm"]
    assert left_out == ()
    with raises(UsageError, "no_dicom_to_refer_to"):
        nifti = replace(analysis, series=replace(analysis.series, instances=()))
        write_dicom_results(nifti, MODEL, tmp_path / "none")
    assert list((tmp_path / "none").iterdir()) == []


def test_a_zip_says_what_is_missing_and_is_the_same_for_the_same_results(results):
    import zipfile

    content = zipped(results)
    assert zipped(results) == content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert sorted(packed.namelist()) == sorted([*results.files, "left-out.txt"])
        assert packed.read("liverlens-sr.dcm") == results.files["liverlens-sr.dcm"]


def test_it_tells_how_far_it_is_and_can_be_cancelled(analysis):
    told = []
    dicom_results(analysis, MODEL, kinds=("seg", "sr"), progress=lambda *one: told.append(one))
    assert told == [(0, 2), (1, 2), (2, 2)]
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        dicom_results(analysis, MODEL, cancel=cancel)
