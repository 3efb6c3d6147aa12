"""HTTP to one host and nowhere else: no redirect is followed, no answer is read without end.

Proxies, certificates and passwords (.netrc) of the surroundings are not used. What goes wrong is
said in the words of whoever asks (`Words`).
"""

from __future__ import annotations

import functools
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from core.errors import Cancelled, LiverLensError
from core.outside import sentences
from core.outside.deadline import DEADLINE, Deadline, InTime
from core.outside.pace import SLOWEST_BYTES_PER_SECOND

_PIECE_BYTES = 65_536
_PORTS = {"https": 443, "http": 80}

# It logs whole addresses, and a search for a patient has their number and name in it.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Bounds:
    """Of every answer."""

    #: Seconds: to connect, between two pieces of an answer, and for a whole answer, its head
    #: included. A stream has so long for its head, and again for its body, and more for its size.
    connect_seconds: float
    read_seconds: float
    answer_seconds: float
    #: Of a whole answer; of a stream, which is handed on piece by piece.
    most_bytes: int
    most_streamed_bytes: int = 0


class Words(Protocol):
    """The errors of one side: each method makes the one to raise, a `Passing` where another try may
    help."""

    def another_host(self) -> LiverLensError:
        """An address elsewhere was to be asked."""

    def unreachable(self, reason: str) -> LiverLensError:
        """No connection."""

    def broken_off(self) -> LiverLensError:
        """The connection ended in the middle of an answer."""

    def too_slow(self, seconds: float) -> LiverLensError:
        """No answer, or no end of one, within that time."""

    def too_large(self, most_bytes: int) -> LiverLensError:
        """More than `Bounds` allow."""

    def untrusted(self, reason: str) -> LiverLensError:
        """TLS: one side does not trust the other."""

    def certificate_unusable(self, reason: object) -> LiverLensError:
        """One of our own PEM files."""

    def redirected(self, status: int) -> LiverLensError:
        """To wherever."""

    def check(self, response: requests.Response) -> None:
        """Raise what goes with the status or the headers, before anything of the body is read."""


class OneHost(requests.Session):
    """Requests to the host of `base`. Raises the errors of `words`, and Cancelled once `cancel` is
    set."""

    def __init__(
        self,
        base: str,
        words: Words,
        bounds: Bounds,
        *,
        token: str = "",
        ca_file: str = "",
        cancel: threading.Event | None = None,
    ) -> None:
        super().__init__()
        self._place = place_of(base)
        self._words = words
        self._bounds = bounds
        self._cancel = cancel or threading.Event()
        self.trust_env = False
        if ca_file:
            self.verify = ca_file
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self.headers["Accept-Encoding"] = "identity"
        self.hooks["response"] = [self._received]
        for scheme in _PORTS:
            self.mount(f"{scheme}://", InTime())

    def get_redirect_target(self, response: requests.Response) -> None:
        """None: a redirect is never followed (`_received` refuses it)."""
        return

    def request(self, method: Any, url: Any, *more: Any, **options: Any) -> Any:
        """As `requests`; the only door to the network here."""
        words, bounds = self._words, self._bounds
        if self._cancel.is_set():
            raise Cancelled(sentences.cancelled())
        if place_of(str(url)) != self._place:
            raise words.another_host()
        # dicomweb-client names the host without its port.
        (options.get("headers") or {}).pop("Host", None)
        options["timeout"] = (bounds.connect_seconds, bounds.read_seconds)
        deadline = Deadline(bounds.answer_seconds)
        before = DEADLINE.set(deadline)
        try:
            return super().request(method, url, *more, **options)
        except requests.exceptions.SSLError as error:
            raise words.untrusted(cause_of(error)) from error
        except requests.Timeout as error:
            raise self._too_slow(deadline) from error
        except requests.RequestException as error:
            raise words.unreachable(cause_of(error)) from error
        except OSError as error:
            # A certificate file that is not there.
            raise words.certificate_unusable(error.strerror or error) from error
        finally:
            DEADLINE.reset(before)

    def pieces(self, response: requests.Response, *, streamed: bool = True) -> Iterator[bytes]:
        """The body, as it comes: one that drips in for hours ends too. The connection is closed
        unless it is read to its end."""
        try:
            yield from self._pieces(response, streamed)
        except BaseException:
            response.close()
            raise

    def _pieces(self, response: requests.Response, streamed: bool) -> Iterator[bytes]:
        words, bounds = self._words, self._bounds
        most = bounds.most_streamed_bytes if streamed else bounds.most_bytes
        deadline: Deadline = response.deadline  # type: ignore[attr-defined]
        began, size = time.monotonic(), 0
        if streamed:
            deadline.begin()
        try:
            while piece := response.raw.read1(_PIECE_BYTES, decode_content=True):
                size += len(piece)
                if size > most:
                    raise words.too_large(most)
                if self._cancel.is_set():
                    raise Cancelled(sentences.cancelled())
                if streamed:
                    spent = time.monotonic() - began
                    deadline.begin(size / SLOWEST_BYTES_PER_SECOND - spent)
                if deadline.is_over:
                    raise self._too_slow(deadline)
                yield piece
        except (TimeoutError, ReadTimeoutError) as error:
            raise self._too_slow(deadline) from error
        except (OSError, HTTPError) as error:
            raise words.broken_off() from error

    def _too_slow(self, deadline: Deadline) -> LiverLensError:
        is_over, bounds = deadline.is_over, self._bounds
        return self._words.too_slow(bounds.answer_seconds if is_over else bounds.read_seconds)

    def _received(self, response: requests.Response, **options: Any) -> None:
        response.deadline = DEADLINE.get()  # type: ignore[attr-defined]
        try:
            if 300 <= response.status_code < 400:
                raise self._words.redirected(response.status_code)
            self._words.check(response)
            if options.get("stream"):
                # Whoever reads it, reads it within the bounds.
                response.iter_content = functools.partial(self._chunks, response)  # type: ignore[method-assign]
            else:
                # `requests` would read it to the end, however long that is.
                response._content = b"".join(self.pieces(response, streamed=False))
                is_empty = response.status_code == 200 and not response.content
                if is_empty and response.request.method == "GET":
                    # An answer that is meant to be empty says 204: this one broke off in its head.
                    raise self._words.broken_off()
        except BaseException:
            response.close()
            raise

    def _chunks(self, response: requests.Response, *_: Any, **__: Any) -> Iterator[bytes]:
        """As `requests.Response.iter_content`; pieces are as large as they come."""
        return self.pieces(response)


def place_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port. Raises ValueError for what is no address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def cause_of(error: BaseException) -> str:
    """The innermost reason, in a few words and without addresses or parameters."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    if isinstance(error, ssl.SSLError):
        told = getattr(error, "verify_message", "") or error.reason or type(error).__name__
        return str(told).replace("_", " ").lower()
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
