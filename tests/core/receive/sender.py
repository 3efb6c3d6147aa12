"""A scanner that sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from pydicom import dcmread
from pynetdicom import AE, build_context
from pynetdicom.association import Association


@contextmanager
def association(port: int, contexts: Sequence, title: str = "LIVERLENS") -> Iterator[Association]:
    entity = AE("SCANNER1")
    built = [build_context(one) if isinstance(one, str) else one for one in contexts]
    peer = entity.associate("127.0.0.1", port, built, ae_title=title)
    assert peer.is_established
    try:
        yield peer
    finally:
        if peer.is_established:
            peer.release()


def send(port: int, bodies: Sequence[bytes], named: str = "") -> list[int]:
    """The status of each; `named` is the UID in the command, by default the file's own."""
    datasets = [dcmread(BytesIO(body)) for body in bodies]
    pairs = {(ds.SOPClassUID, ds.file_meta.TransferSyntaxUID) for ds in datasets}
    statuses = []
    with association(port, [build_context(*pair) for pair in pairs]) as peer:
        for ds in datasets:
            if named:
                peer.dimse.send_msg, before = (
                    _renaming(peer.dimse.send_msg, named),
                    (peer.dimse.send_msg),
                )
            status = peer.send_c_store(ds)
            if named:
                peer.dimse.send_msg = before
            statuses.append(status.Status)
    return statuses


def send_after(port: int, before: bytes, body: bytes) -> int:
    """The status of a file whose data set comes behind `before`."""
    ds = dcmread(BytesIO(body))
    with association(port, [build_context(ds.SOPClassUID, ds.file_meta.TransferSyntaxUID)]) as peer:
        send_msg = peer.dimse.send_msg

        def changed(primitive, context_id):
            primitive.DataSet = BytesIO(before + primitive.DataSet.getvalue())
            return send_msg(primitive, context_id)

        peer.dimse.send_msg = changed
        return peer.send_c_store(ds).Status


def _renaming(send_msg, named: str):
    """Sends the command with another Affected SOP Instance UID, whatever it holds."""

    def changed(primitive, context_id):
        if hasattr(primitive, "_affected_sop_instance_uid"):
            primitive._affected_sop_instance_uid = named
        return send_msg(primitive, context_id)

    return changed
