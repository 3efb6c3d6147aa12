"""The C-STORE SCP: who may send, and what each file is answered."""

from __future__ import annotations

from typing import Any

from pynetdicom import AE, evt
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from core.errors import PacsError
from core.outside.pace import SILENT_SECONDS
from core.pacs.contexts import accept_storage, quietly
from core.pacs.instance import read_instance
from core.pacs.listening import Listener, listen
from core.receive import sentences
from core.receive.answers import MISMATCH, NOT_UNDERSTOOD, answer_of
from core.receive.inbox import Inbox
from core.receive.listening import Listening
from core.receive.settings import ReceiveSettings

_PDU_BYTES = 131_072
#: How groups 0000 and 0002 begin. They belong in messages and files; in the file that is made of a
#: data set, they would pass for what the sender may not say.
_NO_DATA_SET = (b"\0\0", b"\2\0")


class Receiver(Listening):
    """Takes what is sent by C-STORE."""

    def __init__(self, settings: ReceiveSettings, inbox: Inbox) -> None:
        quietly()
        self._settings = settings
        self._inbox = inbox
        self._server: Listener | None = None

    def start(self) -> None:
        """Raises PacsError where the port or the certificates can't be used."""
        settings = self._settings
        entity = AE(settings.ae_title)
        entity.require_called_aet = True
        entity.require_calling_aet = list(settings.callers)
        entity.maximum_associations = settings.most_associations
        entity.maximum_pdu_size = _PDU_BYTES
        entity.network_timeout = entity.dimse_timeout = entity.acse_timeout = SILENT_SECONDS
        entity.add_supported_context(Verification)
        accept_storage(entity)
        context = settings.as_site().ssl_context(as_server=True)
        address = (settings.host, settings.port)
        try:
            self._server = listen(entity, address, self._store, context, settings.most_file_bytes)
        except OSError as error:
            reason = error.strerror or error
            raise PacsError(sentences.port_taken(settings.host, settings.port, reason)) from error

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server = None

    def _store(self, event: evt.Event) -> int:
        """The status of one C-STORE; "stored" only for what is on the disk."""
        asked: Any = event.request
        if event.encoded_dataset(include_meta=False)[:2] in _NO_DATA_SET:
            return NOT_UNDERSTOOD
        body = event.encoded_dataset()
        found = read_instance(body)
        if found is None or not found.is_whole:
            return NOT_UNDERSTOOD
        if str(asked.AffectedSOPInstanceUID) != found.sop_instance_uid:
            return MISMATCH
        return answer_of(lambda: self._inbox.keep(body, found))
