"""Answers by HTTP that end in time: head, interim answers, lines between chunks, and trailers too.

A timeout of `requests` is for each read of the socket, and the libraries read heads and lines to
their end: one byte now and then would keep them for hours.
"""

from __future__ import annotations

import http.client
import io
import time
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    """Of one answer: nothing of it is read from the socket later."""

    def __init__(self, seconds: float) -> None:
        """So long from the moment when the request is sent."""
        self.seconds = seconds
        #: By `time.monotonic`; None while the request is being sent.
        self.until: float | None = None

    def begin(self, more_seconds: float = 0.0) -> None:
        """From now on, and so much longer."""
        self.until = time.monotonic() + self.seconds + more_seconds

    @property
    def is_over(self) -> bool:
        return self.until is not None and time.monotonic() > self.until


#: Of the request that is made in this context.
DEADLINE: ContextVar[Deadline | None] = ContextVar("DEADLINE", default=None)


class InTime(HTTPAdapter):
    """For `requests`: each answer is read until its `DEADLINE`, and ends in TimeoutError then."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        if (deadline := DEADLINE.get()) is not None:
            deadline.begin()
            self.fp = io.BufferedReader(_Bounded(self.fp.detach(), deadline))


class _Bounded(io.RawIOBase):
    """What comes from a socket, until the deadline. A read that has begun has the timeout of the
    socket."""

    def __init__(self, source: io.RawIOBase, deadline: Deadline) -> None:
        self._source = source
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._deadline.is_over:
            raise TimeoutError
        return self._source.readinto(buffer)

    def close(self) -> None:
        self._source.close()
        super().close()


class _Connection(HTTPConnection):
    response_class = _Answer


class _TlsConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
