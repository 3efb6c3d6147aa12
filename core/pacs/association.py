"""What both sides of an association share: no message is read without end, and no error in
pynetdicom leaves a thread, a place or a traceback behind.
"""

from __future__ import annotations

import errno
import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pynetdicom import evt
from pynetdicom.association import Association

#: The largest PDU that is read. We tell the other side a smaller one, and a request to associate
#: with 128 contexts has some 50 kB.
MOST_PDU_BYTES = 1_048_576


@dataclass(eq=False)
class Reading:
    """How much may be read of one message, and how much of it has come."""

    most_message_bytes: int
    n_message_bytes: int = field(default=0, init=False)

    def expect(self, n_bytes: int) -> None:
        """Count bytes before they are read. Raises OSError for more than may come."""
        self.n_message_bytes += n_bytes
        if n_bytes > MOST_PDU_BYTES:
            raise self.too_large(MOST_PDU_BYTES)
        if self.n_message_bytes > self.most_message_bytes + MOST_PDU_BYTES:
            raise self.too_large(self.most_message_bytes)

    def too_large(self, limit: int) -> OSError:
        """For more than `limit` bytes."""
        return OSError(errno.EMSGSIZE, f"{os.strerror(errno.EMSGSIZE)}: above {limit}")


def watch(association: Association, reading: Reading, failed: Callable[[Exception], None]) -> None:
    """Count the bytes of each message separately, and end `association` after any error that the
    other side's bytes cause. Then `failed` gets the error, and nobody waits for a message."""

    def message_ended(_: evt.Event) -> None:
        reading.n_message_bytes = 0

    association.bind(evt.EVT_DIMSE_RECV, message_ended)
    for thread in (association, association.dul):
        thread.run = functools.partial(_to_the_end, thread.run, association, failed)  # type: ignore[method-assign]


def _to_the_end(
    run: Callable[[], None], association: Association, failed: Callable[[Exception], None]
) -> None:
    """Run a thread of an association."""
    try:
        run()
    except Exception as error:  # noqa: BLE001  whatever it is, it came of the other side's bytes
        failed(error)
        association.is_established = False
        association._kill = association._is_paused = True
        association.dul.kill_dul()
        connection: Any = association.dul.socket
        if connection is not None:
            connection.close()
        association.dimse.msg_queue.put((None, None))
    finally:
        association.dul.to_user_queue.put(None)
