"""STOW as senders see it: dicomweb-client, our own client, and requests made by hand."""

import json
import threading
from io import BytesIO

from dicomweb_client.api import DICOMwebClient
from pydicom import dcmread
from pydicom.uid import MRImageStorage

from core.pacs import Site, open_archive
from core.shipped import shipped
from tests.core.pacs.made_files import SERIES, STUDY, ct_file, multipart
from tests.core.receive.stow_sender import TOKEN, answered, left, post


def test_dicomweb_client_stores_a_series(start_stow):
    address, inbox = start_stow()
    client = DICOMwebClient(address, headers={"Authorization": f"Bearer {TOKEN}"})
    told = client.store_instances([dcmread(BytesIO(ct_file(n))) for n in (1, 2, 3)])
    assert {one.ReferencedSOPInstanceUID for one in told.ReferencedSOPSequence} == {
        f"{SERIES}.{n}" for n in (1, 2, 3)
    }
    assert "FailedSOPSequence" not in told
    (arrived,) = inbox.series()
    kept = {dcmread(path).SOPInstanceUID: dcmread(path) for path in arrived.folder.glob("*.dcm")}
    sent = dcmread(BytesIO(ct_file(2)))
    assert kept[f"{SERIES}.2"].PixelData == sent.PixelData
    assert len(kept) == 3


def test_files_are_kept_byte_for_byte_and_named_by_us(start_stow):
    address, inbox = start_stow()
    # Compressed, and larger than the pieces in which they come.
    paths = sorted(shipped("sample_scans").joinpath("benign").iterdir())
    bodies = [path.read_bytes() for path in paths[:6]]
    status, uids, failed, others = answered(post(address, multipart(bodies)))
    assert (status, len(uids), failed, others) == (200, 6, [], [])
    (arrived,) = inbox.series()
    paths = list(arrived.folder.glob("*.dcm"))
    assert sorted(path.read_bytes() for path in paths) == sorted(bodies)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)
    assert not any(uid in path.name for uid in uids for path in paths)


def test_our_own_client_sends_to_it(start_stow, tmp_path):
    address, inbox = start_stow()
    paths = []
    for number in (1, 2):
        paths.append(tmp_path / f"{number}.dcm")
        paths[-1].write_bytes(ct_file(number))
    site = Site("receiver", "dicomweb", url=address, token_env="STOW_TOKEN")
    assert list(open_archive(site).store(paths, threading.Event())) == [(one, "") for one in paths]
    assert inbox.n_files == 2


def test_of_several_files_the_bad_ones_are_told(start_stow):
    address, inbox = start_stow()
    evil = ct_file(4, SOPInstanceUID="../../../evil")
    bodies = [ct_file(1), b"no DICOM", evil, ct_file(1, PatientID="other"), ct_file(2)]
    status, uids, failed, others = answered(post(address, multipart(bodies)))
    assert status == 202
    assert uids == [f"{SERIES}.1", f"{SERIES}.2"]
    assert failed == [(f"{SERIES}.1", 0x0111)]
    assert others == [0xC000, 0xC000]
    assert inbox.n_files == 2
    assert left(inbox) == [one.folder.name for one in inbox.series()]


def test_a_file_that_was_cut_off_does_not_stand_in_the_way_of_the_whole_one(start_stow):
    address, inbox = start_stow()
    _, uids, failed, _ = answered(post(address, multipart([ct_file(1)[:-200]])))
    assert (uids, failed, inbox.n_files) == ([], [(f"{SERIES}.1", 0xC000)], 0)
    assert answered(post(address, multipart([ct_file(1)])))[:2] == (200, [f"{SERIES}.1"])


def test_the_same_file_twice_is_stored_and_kept_once(start_stow):
    address, inbox = start_stow()
    for _ in range(2):
        assert answered(post(address, multipart([ct_file(1)])))[:2] == (200, [f"{SERIES}.1"])
    assert inbox.n_files == 1


def test_only_the_study_of_the_address(start_stow):
    address, inbox = start_stow()
    bodies = [ct_file(1), ct_file(2, study="1.2.9")]
    status, uids, failed, _ = answered(post(address, multipart(bodies), f"/studies/{STUDY}"))
    assert (status, uids, failed) == (202, [f"{SERIES}.1"], [(f"{SERIES}.2", 0xA900)])
    status, uids, failed, _ = answered(post(address, multipart(bodies), "/studies/1.2.10"))
    assert (status, uids, len(failed)) == (409, [], 2)
    assert inbox.n_files == 1


def test_a_class_or_a_compression_that_nobody_takes(start_stow):
    address, inbox = start_stow()
    video = ct_file(1).replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.9.9\0")
    unknown = ct_file(2, SOPClassUID="1.2.3.4")
    mr = ct_file(3, SOPClassUID=MRImageStorage)
    status, uids, failed, _ = answered(post(address, multipart([video, unknown, mr])))
    # MR is kept: whether it is analysed is decided later.
    assert (status, uids) == (202, [f"{SERIES}.3"])
    assert failed == [(f"{SERIES}.1", 0xC122), (f"{SERIES}.2", 0x0122)]
    assert inbox.n_files == 1


def test_many_senders_at_once_lose_and_double_nothing(start_stow):
    address, inbox = start_stow()
    statuses = []

    def send(sender: int) -> None:
        bodies = [ct_file(number, series=f"1.2.{number % 3}") for number in range(1, 13)]
        statuses.append(answered(post(address, multipart(bodies)))[:2])

    threads = [threading.Thread(target=send, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(status, len(uids)) for status, uids in statuses] == [(200, 12)] * 4
    assert (inbox.n_files, len(inbox.series())) == (12, 3)


def test_the_answer_is_dicom_json(start_stow):
    address, _ = start_stow()
    answer = post(address, multipart([ct_file(1)]))
    assert answer.headers["Content-Type"] == "application/dicom+json"
    assert json.loads(answer.content) == {
        "00081190": {"vr": "UR"},
        "00081199": {
            "vr": "SQ",
            "Value": [
                {
                    "00081150": {"vr": "UI", "Value": ["1.2.840.10008.5.1.4.1.1.2"]},
                    "00081155": {"vr": "UI", "Value": [f"{SERIES}.1"]},
                    "00081190": {"vr": "UR"},
                }
            ],
        },
    }
