"""A series that an archive sends badly: one sentence, nothing half-stored, nobody else's."""

import threading
from dataclasses import replace

import pytest

from core.errors import Cancelled, PacsError
from core.outside import retries
from core.pacs import (
    FolderTarget,
    MemoryTarget,
    fetch_series,
    open_archive,
)
from tests.core.pacs.answering import always, get
from tests.core.pacs.made_files import (
    MULTIPART,
    ct_file,
    fake_server,
    multipart,
    wanted,
)
from tests.core.refused import refused


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Three tries, without the pauses between them."""
    monkeypatch.setattr(retries.with_retries, "__defaults__", (None, (0.0, 0.0)))


def test_a_series_is_kept_as_it_came_under_names_that_say_nothing(tmp_path):
    bodies = [ct_file(n) for n in (1, 2, 3)]
    answer = always(200, MULTIPART, multipart([*bodies, bodies[0]]))
    came = get(answer, FolderTarget(tmp_path / "in"), 3)
    assert (came.n_files, came.n_repeated, came.n_bytes) == (3, 1, sum(map(len, bodies)))
    paths = list((tmp_path / "in").iterdir())
    assert sorted(path.read_bytes() for path in paths) == sorted(bodies)
    assert not any("826" in path.name for path in paths)


@pytest.mark.parametrize(
    ("bodies", "code"),
    [
        ([ct_file(1)], "sent_part"),
        ([], "sent_nothing"),
        ([ct_file(1), b"no DICOM at all"], "sent_no_dicom"),
        ([ct_file(1), ct_file(2, series="1.2.9")], "sent_another_series"),
        ([ct_file(1), ct_file(2, study="1.2.9")], "sent_another_series"),
        ([ct_file(1), ct_file(1, PatientID="other")], "two_under_one_uid"),
        ([ct_file(1), ct_file(2, SOPInstanceUID="../../../evil")], "sent_no_dicom"),
    ],
)
def test_of_a_bad_series_nothing_is_kept(tmp_path, bodies, code):
    with refused(PacsError, code, "fake"):
        get(always(200, MULTIPART, multipart(bodies)), FolderTarget(tmp_path / "in"), 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("told", "sent", "code"),
    [
        ("P1", ["OTHER"], "sent_another_patient"),
        ("P1", ["P1", "OTHER"], "sent_another_patient"),
        ("P1", ["P1", ""], "sent_two_patients"),
        ("", ["P1", "OTHER"], "sent_two_patients"),
        ("", ["", "OTHER"], "sent_two_patients"),
        ("P1", ["p1 ", "P1"], ""),
        ("P1", [""], ""),
        ("", ["OTHER"], ""),
    ],
)
def test_whose_the_files_are(tmp_path, told, sent, code):
    bodies = [ct_file(n, PatientID=one) for n, one in enumerate(sent)]
    with fake_server(always(200, MULTIPART, multipart(bodies))) as fake:
        series = replace(wanted(), patient_id=told)
        target = FolderTarget(tmp_path / "in")
        if not code:
            assert fetch_series(open_archive(fake.site()), series, target).n_files == len(sent)
            return
        with refused(PacsError, code, "fake") as error:
            fetch_series(open_archive(fake.site()), series, target)
    assert "OTHER" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_number_in_the_letters_of_its_own_file_is_compared(tmp_path):
    body = ct_file(1, PatientID="Ä1", SpecificCharacterSet="ISO_IR 192")
    with fake_server(always(200, MULTIPART, multipart([body]))) as fake:
        archive = open_archive(fake.site())
        assert fetch_series(archive, replace(wanted(), patient_id="Ä1"), MemoryTarget())
        with refused(PacsError, "sent_another_patient"):
            fetch_series(archive, replace(wanted(), patient_id="Ä2"), MemoryTarget())


def test_half_a_series_and_then_silence(tmp_path):
    body = multipart([ct_file(n) for n in range(1, 5)])
    answer = always(200, MULTIPART, body[: len(body) // 2], X_Length=str(len(body)))
    with refused(PacsError, "cut_off"):
        get(answer, FolderTarget(tmp_path / "in"), 4)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("n_files", [None, 2])
def test_a_file_that_ends_before_its_image_does(tmp_path, n_files):
    body = multipart([ct_file(1), ct_file(2)[:-40]])
    with refused(PacsError, "sent_half_a_file", "fake"):
        get(always(200, MULTIPART, body), FolderTarget(tmp_path / "in"), n_files)
    with refused(PacsError, "sent_half_a_file", "fake"):
        get(always(200, "application/dicom", ct_file(1)[:-40]), FolderTarget(tmp_path / "in"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize("end", [b"", b"\r\n--a-b", b"\r\n--a-b\r\n"])
def test_an_answer_without_its_last_boundary_broke_off(tmp_path, monkeypatch, end, size):
    # Wherever the pieces begin and end.
    monkeypatch.setattr("core.outside.http._PIECE_BYTES", size)
    whole = multipart([ct_file(1), ct_file(2)])
    cut = whole.removesuffix(b"\r\n--a-b--\r\n") + end
    with refused(PacsError, "cut_off", "fake"):
        get(always(200, MULTIPART, cut), FolderTarget(tmp_path / "in"))
    assert list(tmp_path.iterdir()) == []
    assert get(always(200, MULTIPART, whole), FolderTarget(tmp_path / "in")).n_files == 2


@pytest.mark.parametrize("after", [b"", b"\r\n", b"\r\nwhatever is said afterwards"])
def test_what_follows_the_last_boundary_is_no_file(after):
    body = multipart([ct_file(1)]).removesuffix(b"\r\n") + after
    quoted = MULTIPART.replace("a-b", '"a-b"')
    for kind in (MULTIPART, quoted):
        assert get(always(200, kind, body), MemoryTarget()).n_files == 1


def test_a_web_page_instead_of_a_series(tmp_path):
    with refused(PacsError, "answered_html"):
        get(always(200, "text/html", b"<p>Sorry</p>"), FolderTarget(tmp_path / "in"))
    with refused(PacsError, "answered_no_dicom"):
        get(always(200, "text/plain", b"Sorry"), FolderTarget(tmp_path / "in"))
    assert list(tmp_path.iterdir()) == []


def test_more_than_the_limits(tmp_path):
    answer = always(200, MULTIPART, multipart([ct_file(n) for n in (1, 2, 3)]))
    for limits in ({"most_files": 2}, {"most_bytes": 1000}):
        with refused(PacsError, "series_too_large"):
            get(answer, FolderTarget(tmp_path / "in"), **limits)
    assert list(tmp_path.iterdir()) == []


def test_cancelled_in_the_middle(tmp_path):
    cancel = threading.Event()
    target = MemoryTarget()
    keep = target.keep

    def keep_and_cancel(name, body):
        keep(name, body)
        cancel.set()

    target.keep = keep_and_cancel
    answer = always(200, MULTIPART, multipart([ct_file(n) for n in (1, 2, 3)]))
    with pytest.raises(Cancelled):
        get(answer, target, cancel=cancel)
    assert target.files == []


def test_a_disk_that_is_full(tmp_path):
    class Full(FolderTarget):
        def keep(self, name, body):
            raise OSError(28, "No space left on device")

    with refused(PacsError, "no_room", "No space left"):
        get(always(200, MULTIPART, multipart([ct_file(1)])), Full(tmp_path / "in"))
    assert list(tmp_path.iterdir()) == []
