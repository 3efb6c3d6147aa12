"""Our side of an association with an archive: no answer is read without end, in size or in time.

pynetdicom's own waits for the rest of a PDU for ever, believes whatever length an archive claims,
and prints a traceback where a message is none.
"""

from __future__ import annotations

import errno
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.transport import AssociationSocket

from core.outside.pace import SLOWEST_BYTES_PER_SECOND
from core.pacs.association import Reading, watch
from core.pacs.http import MAX_ANSWER_BYTES, MOST_TIMEOUTS, PART_BYTES
from core.pacs.site import Site

#: Of one answer that is no file.
_MOST_ROW_BYTES = 1_000_000

TOO_SLOW, TOO_LARGE, NO_MESSAGE = "too slow", "too large", "no message"


@dataclass(eq=False)
class Answers(Reading):
    """What an archive may send within one association, and what it has sent."""

    #: Of all messages.
    most_bytes: int
    #: Without a byte; the rest of a PDU has so long, and more for its size.
    silent_seconds: float
    #: For everything; inf where many things are sent to the archive.
    most_seconds: float
    #: Files come, which have more time for their size.
    has_files: bool = False
    #: Bytes that came elsewhere for the same question (C-MOVE).
    came_elsewhere: Callable[[], int] = field(default=lambda: 0)
    #: Why it was cut off, one of the words above; "" if it was not.
    fault: str = ""
    #: The bytes or seconds that it went beyond.
    limit: float = 0.0
    n_bytes: int = 0
    began: float = field(default_factory=time.monotonic)

    def expect(self, n_bytes: int) -> None:
        self.n_bytes += n_bytes
        super().expect(n_bytes)
        if self.n_bytes > self.most_bytes:
            raise self.too_large(self.most_bytes)

    def too_large(self, limit: int) -> OSError:
        return self._cut(TOO_LARGE, limit)

    def seconds_left(self, began: float, n_bytes: int) -> float:
        """For the next byte of a part of which `n_bytes` came since `began`.

        Raises OSError where no time is left.
        """
        now = time.monotonic()
        of_all = self.came_elsewhere() + (self.n_bytes if self.has_files else 0)
        whole = self.began + self.most_seconds + of_all / SLOWEST_BYTES_PER_SECOND
        part = began + self.silent_seconds + n_bytes / SLOWEST_BYTES_PER_SECOND
        left = min(whole, part) - now
        if left <= 0:
            raise self.too_slow(is_whole=whole < part)
        return left

    def too_slow(self, *, is_whole: bool = False) -> OSError:
        """`is_whole`: for everything, and not for a part."""
        return self._cut(TOO_SLOW, self.most_seconds if is_whole else self.silent_seconds)

    def failed(self, _: Exception) -> None:
        """pynetdicom could not read what came."""
        self.fault = self.fault or NO_MESSAGE

    def _cut(self, fault: str, limit: float) -> OSError:
        if not self.fault:
            self.fault, self.limit = fault, limit
        return OSError(errno.EPROTO, fault)


class Asking(AE):
    """Associates within the bounds of `answers`."""

    def __init__(self, title: str, answers: Answers) -> None:
        super().__init__(title)
        self._answers = answers

    def _create_socket(self, assoc: Association, address: Any, tls_args: Any) -> AssociationSocket:
        made = _Bounded(assoc, address=address)
        made.answers = self._answers
        made.tls_args = tls_args
        watch(assoc, self._answers, self._answers.failed)
        return made


class _Bounded(AssociationSocket):
    answers = Answers(0, 0, 0.0, math.inf)

    def recv(self, nr_bytes: int) -> bytearray:
        """As pynetdicom's, within the bounds."""
        answers, connection = self.answers, self.socket
        if connection is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        answers.expect(nr_bytes)
        came, began = bytearray(), time.monotonic()
        try:
            while len(came) < nr_bytes:
                connection.settimeout(answers.seconds_left(began, len(came)))
                piece = connection.recv(min(65_536, nr_bytes - len(came)))
                if not piece:
                    break
                came += piece
        except TimeoutError as error:
            raise answers.too_slow() from error
        finally:
            # What is sent has no such limit.
            if connection.fileno() >= 0:
                connection.settimeout(None)
        return came


def rows_of(site: Site) -> Answers:
    """The bounds of answers without files."""
    seconds = site.timeout_seconds
    return Answers(_MOST_ROW_BYTES, MAX_ANSWER_BYTES, seconds, MOST_TIMEOUTS * seconds)


def files_of(site: Site) -> Answers:
    """The bounds of an association in which files come."""
    most = site.most_bytes + site.most_files * PART_BYTES + _MOST_ROW_BYTES
    bounds = replace(rows_of(site), most_message_bytes=site.most_bytes, most_bytes=most)
    return replace(bounds, has_files=True)
