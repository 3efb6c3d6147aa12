"""DIMSE against a small archive in this process."""

import threading

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage, MRImageStorage

from core.errors import PacsError
from core.outside import retries
from core.pacs import FolderTarget, Query, fetch_series, open_archive, send_files
from core.pacs.instance import read_instance
from core.shipped import shipped
from tests.core.pacs.made_files import SERIES, STUDY, ct_file, wanted
from tests.core.pacs.small_archive import TITLE, free_port, small_archive
from tests.core.refused import refused
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """One try again, at once."""
    monkeypatch.setattr(retries.with_retries, "__defaults__", (None, (0.0,)))


@pytest.fixture
def archive():
    with small_archive() as made:
        yield made


def row(study: str = STUDY, **values: object) -> Dataset:
    made = Dataset()
    made.QueryRetrieveLevel, made.StudyInstanceUID = "STUDY", study
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def test_echo(archive):
    assert open_archive(archive.site()).echo() is None


def test_nobody_there():
    with small_archive() as made:
        site = made.site(port=free_port())
    with refused(PacsError, "unreachable", "small"):
        open_archive(site).echo()


def test_a_wrong_ae_title_says_whose():
    with small_archive(callers=("OTHER",)) as made:
        with refused(PacsError, "called_title_unknown", "NOBODY"):
            open_archive(made.site(ae_title="NOBODY")).echo()
        with refused(PacsError, "calling_title_unknown", "LIVERLENS"):
            open_archive(made.site()).echo()


def test_a_study_that_is_answered_once_for_each_instance_counts_once(archive):
    archive.rows = [row(PatientID="4711")] * 5 + [row("1.2.9", PatientID="4711")]
    found = open_archive(archive.site()).find_studies(Query(patient_id="4711"))
    assert [one.study_uid for one in found.rows] == [STUDY, "1.2.9"]


def test_ten_thousand_results_are_cut(archive):
    archive.rows = [row(f"1.2.3.{n}") for n in range(600)]
    found = open_archive(archive.site(most_results=3)).find_studies(Query(patient_id="*"))
    assert len(found.rows) == 3
    assert found.is_cut


def test_a_search_that_the_archive_refuses(archive):
    archive.rows, archive.find_status = [row()], 0xC001
    with refused(PacsError, "refused_with_code", "0xc001"):
        open_archive(archive.site()).find_studies(Query(patient_id="1"))


@pytest.mark.parametrize("how", ["get", "move"])
def test_a_series_comes_whole(archive, tmp_path, how):
    archive.files = [ct_file(n) for n in (1, 2, 3)]
    came = fetch_series(
        open_archive(archive.site(retrieve=how)), wanted(3), FolderTarget(tmp_path / "in")
    )
    assert came.n_files == 3
    bodies = [path.read_bytes() for path in (tmp_path / "in").iterdir()]
    assert {read_instance(body).sop_instance_uid for body in bodies} == {
        f"{SERIES}.{n}" for n in (1, 2, 3)
    }


@pytest.mark.parametrize("how", ["get", "move"])
def test_an_evil_uid_names_no_file(archive, tmp_path, how):
    archive.files = [ct_file(1), ct_file(2, SOPInstanceUID="../../../evil")]
    with refused(PacsError, "sent_no_dicom"):
        fetch_series(
            open_archive(archive.site(retrieve=how)), wanted(2), FolderTarget(tmp_path / "in")
        )
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_doesnt_know_where_we_listen(archive, tmp_path):
    site = archive.site(retrieve="move", our_ae_title="SOMEONE")
    with refused(PacsError, "move_target_unknown", "SOMEONE"):
        fetch_series(open_archive(site), wanted(), FolderTarget(tmp_path / "in"))


def test_less_than_the_archive_counts(archive, tmp_path):
    archive.files = [ct_file(1)]
    with refused(PacsError, "sent_part", "1 of 2"):
        fetch_series(open_archive(archive.site()), wanted(2), FolderTarget(tmp_path / "in"))
    assert list(tmp_path.iterdir()) == []


def test_files_are_sent_as_they_are_on_the_disk(archive, tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(ct_file(1))
    archive.rows = [row(SeriesInstanceUID=SERIES, SOPInstanceUID=f"{SERIES}.1")]
    sent = send_files(open_archive(archive.site(may_send=True)), [path])
    assert sent.arrived == (path,)
    (received,) = archive.received
    assert path.read_bytes().endswith(received)


@pytest.mark.parametrize("status", [0xA700, 0xC000, 0x0111])
def test_a_refused_file_is_told_with_the_status(archive, tmp_path, status):
    path = tmp_path / "one.dcm"
    path.write_bytes(ct_file(1))
    archive.store_status = status
    ((refused_path, reason),) = send_files(
        open_archive(archive.site(may_send=True)), [path]
    ).refused
    assert refused_path == path
    assert f"{status:#06x}" in reason


def test_a_compression_or_a_class_that_nobody_takes(tmp_path):
    compressed, mr = tmp_path / "one.dcm", tmp_path / "two.dcm"
    # JPEG-LS, which the small archive doesn't take.
    compressed.write_bytes(next(shipped("sample_scans").joinpath("benign").iterdir()).read_bytes())
    mr.write_bytes(to_bytes(ct_slice(SOPClassUID=MRImageStorage)))
    with small_archive(classes=(CTImageStorage,)) as made:
        sent = send_files(open_archive(made.site(may_send=True)), [compressed])
        assert [one for one, _ in sent.refused] == [compressed]
        assert TITLE.lower() in sent.refused[0][1]
        sent = send_files(open_archive(made.site(may_send=True)), [mr])
        assert [one for one, _ in sent.refused] == [mr]


def test_cancelling_ends_the_transfer(archive, tmp_path):
    from core.errors import Cancelled

    archive.files = [ct_file(n) for n in range(1, 6)]
    cancel = threading.Event()
    with pytest.raises(Cancelled):
        fetch_series(
            open_archive(archive.site()),
            wanted(5),
            FolderTarget(tmp_path / "in"),
            progress=lambda done, total: cancel.set(),
            cancel=cancel,
        )
    assert list(tmp_path.iterdir()) == []
