"""The SCP as a scanner sees it."""

from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.uid import CTImageStorage
from pynetdicom import AE, build_context
from pynetdicom.sop_class import Verification

from core.errors import PacsError
from core.pacs.sending import dicom_files
from core.receive import Inbox, Receiver, ReceiveSettings
from core.receive.ours import LOCK, MARKER
from core.receive.part import NoRoomError, Part
from core.shipped import shipped
from tests.core.pacs.made_files import SERIES, ct_file
from tests.core.pacs.small_archive import free_port
from tests.core.receive.sender import association, send, send_after
from tests.core.refused import refused


@pytest.fixture
def start(tmp_path):
    running = []

    def begin(**values):
        told = {"folder": str(tmp_path / "inbox"), "port": free_port(), "free_bytes": 0} | values
        settings = ReceiveSettings(**told)
        inbox = Inbox.open(settings)
        receiver = Receiver(settings, inbox)
        receiver.start()
        running.append(receiver)
        return settings, inbox

    yield begin
    for receiver in running:
        receiver.stop()


def test_a_series_is_acknowledged_and_on_the_disk(start):
    settings, inbox = start()
    statuses = send(settings.port, [ct_file(n) for n in (1, 2, 3)])
    assert statuses == [0, 0, 0]
    (arrived,) = inbox.series()
    kept = [dcmread(path) for path in arrived.folder.glob("*.dcm")]
    assert {ds.SOPInstanceUID for ds in kept} == {f"{SERIES}.{n}" for n in (1, 2, 3)}
    sent = {f"{SERIES}.{n}": dcmread(BytesIO(ct_file(n))).PixelData for n in (1, 2, 3)}
    assert {ds.SOPInstanceUID: ds.PixelData for ds in kept} == sent
    assert {ds.PatientID for ds in kept} == {"ID-4711"}


def test_compressed_pixels_stay_as_they_are(start):
    settings, inbox = start()
    (path, *_) = dicom_files([shipped("sample_scans") / "benign"])
    assert send(settings.port, [path.read_bytes()]) == [0]
    (arrived,) = inbox.series()
    (kept,) = arrived.folder.glob("*.dcm")
    assert dcmread(kept).PixelData == dcmread(path).PixelData
    assert dcmread(kept).file_meta.TransferSyntaxUID == dcmread(path).file_meta.TransferSyntaxUID


def test_it_answers_an_echo(start):
    settings, _ = start()
    with association(settings.port, [Verification]) as peer:
        assert peer.send_c_echo().Status == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "allowed"),
    [
        ("LIVERLENS", "SCANNER1", True),
        ("LIVERLENS", "STRANGER", False),
        ("OTHER", "SCANNER1", False),
    ],
)
def test_only_known_titles_may_send(start, ours, theirs, allowed):
    settings, inbox = start(callers=("SCANNER1",))
    entity = AE(theirs)
    entity.add_requested_context(CTImageStorage)
    peer = entity.associate("127.0.0.1", settings.port, ae_title=ours)
    assert peer.is_established == allowed
    assert peer.is_rejected != allowed
    if allowed:
        peer.release()
    assert inbox.n_files == 0


def test_an_evil_uid_names_nothing(start, tmp_path):
    settings, inbox = start()
    evil = "../../../evil"
    # In the command only, in the data set only, and in both.
    assert send(settings.port, [ct_file(1)], named=evil) == [0xA900]
    assert send(settings.port, [ct_file(1, SOPInstanceUID=evil)], named="1.2.3") == [0xC000]
    assert send(settings.port, [ct_file(1, SOPInstanceUID=evil)], named=evil) == [0xC000]
    assert send(settings.port, [ct_file(1, SeriesInstanceUID=evil)]) == [0xC000]
    assert inbox.n_files == 0
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]
    assert {path.name for path in settings.inbox.iterdir()} == {LOCK, MARKER}


@pytest.mark.parametrize(
    "before",
    [b"\2\0\0\1UI\x08\x001.2.3.4\0", b"\0\0\0\0\4\0\0\0\0\0\0\0"],
    ids=["of a file", "of a message"],
)
def test_a_data_set_may_not_begin_with_what_belongs_elsewhere(start, before):
    settings, inbox = start()
    assert send_after(settings.port, before, ct_file(1)) == 0xC000
    assert send_after(settings.port, b"", ct_file(1)) == 0
    assert inbox.n_files == 1


def test_a_disk_without_room_is_answered_as_such(start):
    settings, inbox = start(free_bytes=10**18)
    assert send(settings.port, [ct_file(1)]) == [0xA700]
    assert inbox.n_files == 0


def test_a_disk_that_fills_up_in_the_middle_and_has_room_again(start, monkeypatch):
    settings, inbox = start()
    assert send(settings.port, [ct_file(1)]) == [0]
    write = Part.write

    def full(part, data):
        write(part, data[:100])
        raise NoRoomError("No space left on device")

    monkeypatch.setattr(Part, "write", full)
    assert send(settings.port, [ct_file(2), ct_file(3)]) == [0xA700, 0xA700]
    # What is there already needs no room.
    assert send(settings.port, [ct_file(1)]) == [0]
    monkeypatch.setattr(Part, "write", write)
    assert send(settings.port, [ct_file(2), ct_file(3)]) == [0, 0]
    assert inbox.n_files == 3
    assert not list(settings.inbox.glob("*.part"))


def test_a_transfer_syntax_that_nobody_speaks_is_declined_and_the_rest_is_taken(start):
    settings, inbox = start()
    unknown, plain = "1.2.840.10008.1.9.9", "1.2.840.10008.1.2.1"
    offered = [build_context(CTImageStorage, unknown), build_context(CTImageStorage, plain)]
    with association(settings.port, offered) as peer:
        assert [one.transfer_syntax for one in peer.accepted_contexts] == [[plain]]
        assert [one.transfer_syntax for one in peer.rejected_contexts] == [[unknown]]
        assert peer.send_c_store(dcmread(BytesIO(ct_file(1)))).Status == 0
    assert inbox.n_files == 1


def test_a_duplicate_uid_with_other_content_is_refused(start):
    settings, inbox = start()
    bodies = [ct_file(1), ct_file(1), ct_file(1, PatientID="other")]
    assert send(settings.port, bodies) == [0, 0, 0x0111]
    assert inbox.n_files == 1


def test_a_port_that_is_taken(start):
    settings, inbox = start()
    with refused(PacsError, "port_taken", settings.port):
        Receiver(settings, inbox).start()
