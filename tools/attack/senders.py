"""Senders by C-STORE and STOW that lie about what they bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

import numpy as np
import requests
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, build_context
from pynetdicom.dimse_primitives import C_STORE, DimsePrimitiveType
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from tools.mock_dicom.mock_slice import ct_slice, to_bytes

OUR_TITLE, CALLER, TOKEN = "LIVERLENS", "SCANNER1", "a token of the suite"
TOKEN_VARIABLE = "LIVERLENS_ATTACK_TOKEN"
STUDY, SERIES = "1.2.826.0.1.1", "1.2.826.0.1.1.1"
_PARTS = 'multipart/related; type="application/dicom"; boundary=b'
UID_TAGS = {"study": b"\x20\0\x0d\0", "series": b"\x20\0\x0e\0", "SOP": b"\x08\0\x18\0"}
#: Nobody waits longer for an answer.
SECONDS = 60.0


def body(number: int = 1, **changes: object) -> bytes:
    """One slice as a file."""
    values = {
        "StudyInstanceUID": STUDY,
        "SeriesInstanceUID": SERIES,
        "SOPInstanceUID": f"{SERIES}.{number}",
        **changes,
    }
    return to_bytes(ct_slice(5.0 * number, np.full((8, 8), 1000, np.uint16), **values))


def store(
    port: int,
    bodies: list[bytes],
    caller: str = CALLER,
    called: str = OUR_TITLE,
    named: str | None = None,
) -> list[int] | None:
    """The statuses; None where the association was not had. `named` is the UID in the command."""
    entity = AE(caller)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = SECONDS
    datasets = [_read(one) for one in bodies]
    contexts = [build_context(ds.SOPClassUID, ds.file_meta.TransferSyntaxUID) for ds in datasets]
    peer = entity.associate("127.0.0.1", port, contexts[:1], ae_title=called)
    if not peer.is_established:
        return None
    try:
        if named is not None:
            # A peer that lies: pynetdicom has no hook for it.
            peer.dimse.send_msg = _renaming(peer.dimse.send_msg, named)  # type: ignore[method-assign]
        return [peer.send_c_store(ds).get("Status", -1) for ds in datasets]
    finally:
        if peer.is_established:
            peer.release()


def _read(one: bytes) -> Dataset:
    return dcmread(BytesIO(one))


def _renaming(send: Callable, named: str) -> Callable:
    """Sends the command with another Affected SOP Instance UID, whatever that holds."""

    def changed(primitive: object, context_id: int) -> object:
        if hasattr(primitive, "_affected_sop_instance_uid"):
            primitive._affected_sop_instance_uid = UID(named)
        return send(primitive, context_id)

    return changed


def post(
    address: str,
    path: str,
    content: bytes,
    part_header: str = "",
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> requests.Response:
    head = ["--b", "Content-Type: application/dicom", *([part_header] if part_header else [])]
    sent = "\r\n".join([*head, "", ""]).encode("latin-1") + content + b"\r\n--b--\r\n"
    own = headers if headers is not None else {"Authorization": f"Bearer {TOKEN}"}
    asked = {"Content-Type": _PARTS, **own, **more}
    encoded = {name: value.encode("latin-1") for name, value in asked.items()}
    prepared = requests.Request("POST", address, data=sent, headers=encoded).prepare()
    # Not as `requests` tidies it.
    prepared.url = address + path
    with requests.Session() as session:
        session.trust_env = False
        return session.send(prepared, timeout=SECONDS)


def with_uid(tag: bytes, uid: str) -> bytes:
    """A file whose data set states that; pydicom would not write it."""
    whole = body(90)
    at = whole.index(tag + b"UI", 200) + len(tag) + 4
    length = int.from_bytes(whole[at - 2 : at], "little")
    return whole[:at] + uid.encode().ljust(length, b"\0")[:length] + whole[at + length :]


def deep() -> bytes:
    """A good head, then sequences in sequences."""
    nested = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 20_000
    whole = body(93)
    at = whole.index(b"\x08\x00\x60\x00CS")
    return whole[:at] + nested + whole[at:]


def store_raw(port: int, content: bytes) -> int:
    """The status of one C-STORE of bytes that pydicom could not write."""
    plain = _read(body(93))
    entity = AE(CALLER)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = SECONDS
    context = build_context(plain.SOPClassUID, plain.file_meta.TransferSyntaxUID)
    peer = entity.associate("127.0.0.1", port, [context], ae_title=OUR_TITLE)
    if not peer.is_established:
        return -1
    meta = 132 + 12 + int.from_bytes(content[140:144], "little")

    send = peer.dimse.send_msg

    def changed(primitive: DimsePrimitiveType, context_id: int) -> None:
        if isinstance(primitive, C_STORE) and primitive._dataset is not None:
            primitive._dataset = BytesIO(content[meta:])
        send(primitive, context_id)

    # pynetdicom has no hook for it.
    peer.dimse.send_msg = changed  # type: ignore[method-assign]
    try:
        return int(peer.send_c_store(plain).get("Status", -1))
    finally:
        if peer.is_established:
            peer.release()


def echoes(port: int) -> bool:
    entity = AE(CALLER)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = SECONDS
    entity.add_requested_context(Verification)
    peer = entity.associate("127.0.0.1", port, ae_title=OUR_TITLE)
    if not peer.is_established:
        return False
    status = peer.send_c_echo().get("Status", -1)
    peer.release()
    return bool(status == 0)
