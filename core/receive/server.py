"""The C-STORE SCP: who may send, and what each file is answered."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from core.errors import PacsError
from core.pacs.contexts import accept_storage, quietly
from core.pacs.instance import read_instance
from core.receive import sentences
from core.receive.inbox import AnotherUnderUidError, Inbox, NoRoomError
from core.receive.settings import ReceiveSettings

#: PS3.4 B.2.3 and PS3.7 C.
STORED, NO_ROOM, MISMATCH, NOT_UNDERSTOOD = 0x0000, 0xA700, 0xA900, 0xC000
DUPLICATE, FAILED = 0x0111, 0x0110
_IDLE_SECONDS = 60
_PDU_BYTES = 131_072


class Receiver:
    """Listens from `start` to `stop`, or inside a `with` block."""

    def __init__(self, settings: ReceiveSettings, inbox: Inbox) -> None:
        quietly()
        self._settings = settings
        self._inbox = inbox
        self._server: Any = None

    def start(self) -> None:
        """Raises PacsError where the port or the certificates can't be used."""
        settings = self._settings
        entity = AE(settings.ae_title)
        entity.require_called_aet = True
        entity.require_calling_aet = list(settings.callers)
        entity.maximum_associations = settings.most_associations
        entity.maximum_pdu_size = _PDU_BYTES
        entity.network_timeout = entity.dimse_timeout = entity.acse_timeout = _IDLE_SECONDS
        entity.add_supported_context(Verification)
        accept_storage(entity)
        handlers: list[Any] = [(evt.EVT_C_STORE, self._store)]
        context = settings.as_site().ssl_context(as_server=True)
        address = (settings.host, settings.port)
        try:
            self._server = entity.start_server(
                address, block=False, evt_handlers=handlers, ssl_context=context
            )
        except OSError as error:
            reason = error.strerror or error
            raise PacsError(sentences.port_taken(settings.host, settings.port, reason)) from error

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server = None

    def __enter__(self) -> Receiver:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self.stop()

    def _store(self, event: evt.Event) -> int:
        """The status of one C-STORE; "stored" only for what is on the disk."""
        asked: Any = event.request
        body = event.encoded_dataset()
        found = read_instance(body)
        if found is None:
            return NOT_UNDERSTOOD
        if str(asked.AffectedSOPInstanceUID) != found.sop_instance_uid:
            return MISMATCH
        try:
            self._inbox.keep(body, found)
        except NoRoomError:
            return NO_ROOM
        except AnotherUnderUidError:
            return DUPLICATE
        except OSError:
            return FAILED
        return STORED
