"""A DIMSE archive that answers without end, or with what is no message."""

import struct
import threading

import pytest
from pydicom.dataset import Dataset
from pynetdicom.dsutils import encode

from core.errors import PacsError
from core.pacs import MemoryTarget, Query, fetch_series, open_archive
from tests.core.pacs.made_files import STUDY, ct_file, wanted
from tests.core.pacs.small_archive import small_archive
from tests.core.refused import refused

FIND, GET = 0x8020, 0x8010


@pytest.fixture
def archive():
    with small_archive() as made:
        yield made


@pytest.fixture
def uncaught(monkeypatch):
    found = []
    monkeypatch.setattr(threading, "excepthook", found.append)
    return found


def find(archive, **settings):
    return open_archive(archive.site(**settings)).find_studies(Query(patient_id="4711"))


def get(archive, **settings):
    return fetch_series(open_archive(archive.site(**settings)), wanted(), MemoryTarget())


def pdu(event, content: bytes) -> bytes:
    """A whole command, in one P-DATA (PS3.8 9.3.5)."""
    value = struct.pack(">LBB", len(content) + 2, event.context.context_id, 0x03) + content
    return struct.pack(">BBL", 0x04, 0, len(value)) + value


def two_statuses(event) -> bytes:
    made = Dataset()
    made.CommandGroupLength = 0
    made.AffectedSOPClassUID = event.request.AffectedSOPClassUID
    made.CommandField = FIND if type(event.request).__name__ == "C_FIND" else GET
    made.MessageIDBeingRespondedTo = event.request.MessageID
    made.CommandDataSetType, made.Status = 0x0101, [1, 2]
    return pdu(event, encode(made, True, True))


def row(**values: object) -> Dataset:
    made = Dataset()
    made.QueryRetrieveLevel, made.StudyInstanceUID = "STUDY", STUDY
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


@pytest.mark.parametrize("ask", [find, get])
def test_a_length_that_nobody_sends_is_not_believed(archive, uncaught, ask):
    archive.raw = lambda event: struct.pack(">BBL", 0x04, 0, 0xFFFFFFF0)
    with refused(PacsError, "answer_too_large", "small"):
        ask(archive)
    assert uncaught == []


def test_a_row_is_no_larger_than_a_row(archive):
    archive.rows = [row(EncapsulatedDocument=bytes(3_000_000))]
    with refused(PacsError, "answer_too_large", "1 MB"):
        find(archive)


def test_rows_have_an_end_in_bytes(archive, monkeypatch):
    monkeypatch.setattr("core.pacs.asking.MAX_ANSWER_BYTES", 2_000_000)
    archive.rows = [row(EncapsulatedDocument=bytes(500_000))] * 3
    assert len(find(archive).rows) == 1
    archive.rows *= 3
    with refused(PacsError, "answer_too_large", "2 MB"):
        find(archive)


def test_files_have_an_end_in_bytes(archive, monkeypatch):
    monkeypatch.setattr("core.pacs.asking.PART_BYTES", 0)
    # 200 kB each, the same one again and again.
    archive.files = [ct_file(1, EncapsulatedDocument=bytes(200_000))] * 3
    assert get(archive, most_bytes=300_000).n_repeated == 2
    archive.files *= 10
    with refused(PacsError, "answer_too_large"):
        get(archive, most_bytes=300_000)


def test_rows_that_drip_in_have_an_end_in_time(archive, monkeypatch):
    monkeypatch.setattr("core.pacs.asking.MOST_TIMEOUTS", 0.05)
    asked = threading.Event()

    def drip(event):
        while not asked.wait(0.02):
            yield 0xFF00, row()

    archive.dripping = drip
    try:
        with refused(PacsError, "too_slow", "0.5 s"):
            find(archive)
    finally:
        asked.set()


def test_a_pdu_that_drips_in_has_an_end_in_time(archive):
    # Of 100 bytes that were announced, one came.
    archive.raw = lambda event: struct.pack(">BBL", 0x04, 0, 100) + b"x"
    archive.waits = threading.Event()
    try:
        with refused(PacsError, "too_slow", "1 s"):
            find(archive, timeout_seconds=1)
    finally:
        archive.waits.set()


@pytest.mark.parametrize("ask", [find, get])
@pytest.mark.parametrize(
    "raw",
    [
        lambda event: pdu(event, bytes(range(256)) * 2),
        lambda event: pdu(event, b"\xff" * 40),
        lambda event: pdu(event, b""),
        two_statuses,
    ],
    ids=["noise", "ones", "nothing", "two statuses"],
)
def test_what_is_no_message_is_one_sentence(archive, uncaught, capfd, ask, raw):
    archive.raw = raw
    with pytest.raises(PacsError) as told:
        ask(archive, timeout_seconds=2)
    assert told.value.code in ("sent_no_message", "too_slow", "refused_with_code")
    assert uncaught == []
    assert "Traceback" not in capfd.readouterr().err
