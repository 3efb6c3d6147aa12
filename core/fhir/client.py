"""Requests to one FHIR server: bounded in time and size, and never led elsewhere.

The bearer token travels in its header alone. Identifiers are sent in the body of a search, not in
its address, which servers and proxies write into logs.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from core.errors import Cancelled, ServerError
from core.fhir import sentences
from core.fhir.site import CA_FILE, Site

FHIR_JSON = "application/fhir+json"
#: Seconds: to connect, between two pieces of an answer, and for a whole answer.
CONNECT_SECONDS, READ_SECONDS, ANSWER_SECONDS = 5.0, 15.0, 30.0
MOST_BYTES = 16 * 2**20
#: A search: so many pages and results, and pauses before it is tried again.
MOST_PAGES, MOST_RESULTS = 100, 2_000
PAUSES = (0.5, 1.5)
_PORTS = {"https": 443, "http": 80}
#: Worth another try.
_BUSY = (429, 502, 503, 504)


class Server:
    """A connection to one site; close it, or use it in a `with` block."""

    def __init__(self, site: Site, cancel: threading.Event | None = None) -> None:
        self.site = site
        self._cancel = cancel or threading.Event()
        self._session = requests.Session()
        # No proxy, no certificates and above all no passwords (.netrc) from the surroundings.
        self._session.trust_env = False
        self._session.verify = str(site.ca_file) if site.ca_file else True
        self._session.headers.update({"Accept": FHIR_JSON, "Accept-Encoding": "identity"})
        if site.token:
            self._session.headers["Authorization"] = f"Bearer {site.token}"

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def search(self, kind: str, parameters: Sequence[tuple[str, str]]) -> tuple[list[dict], bool]:
        """All resources of that kind that match, over all pages.

        Returns:
            The resources, and whether the server has more than `MOST_RESULTS`.

        Raises:
            ServerError: the server can't be reached, or does not answer as it should.
            Cancelled: it was asked for.
        """
        found: list[dict] = []
        seen: set[str] = set()
        page = self._tried("POST", f"{self.site.base}/{kind}/_search", data=list(parameters))
        for _ in range(MOST_PAGES):
            found += _matches(page, kind)
            address = self._next_page(page)
            if len(found) > MOST_RESULTS:
                return found[:MOST_RESULTS], True
            # A server that names a page twice would never end.
            if not address or address in seen:
                return found, False
            seen.add(address)
            page = self._tried("GET", address)
        return found, True

    def transact(self, bundle: Mapping[str, Any]) -> dict:
        """Store a transaction Bundle; returns the server's answer. It is not tried twice."""
        body = json.dumps(bundle, allow_nan=False).encode()
        return self._asked("POST", self.site.base, data=body, headers={"Content-Type": FHIR_JSON})

    def _tried(self, method: str, address: str, **content: Any) -> dict:
        """A search, again after a pause where the server is busy or gone for a moment."""
        for pause in PAUSES:
            try:
                return self._asked(method, address, **content)
            except _Passing:
                if self._cancel.wait(pause):
                    raise Cancelled from None
        return self._asked(method, address, **content)

    def _asked(self, method: str, address: str, **content: Any) -> dict:
        if self._cancel.is_set():
            raise Cancelled
        name, ends = str(self.site), time.monotonic() + ANSWER_SECONDS
        try:
            with self._session.request(
                method,
                address,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
                **content,
            ) as answer:
                body = self._body(answer, ends)
        except requests.exceptions.SSLError as error:
            raise ServerError(sentences.certificate_refused(name, CA_FILE)) from error
        except requests.exceptions.Timeout as error:
            raise ServerError(sentences.too_slow(name, round(READ_SECONDS))) from error
        except requests.exceptions.RequestException as error:
            raise _Passing(sentences.unreachable(name)) from error
        return _checked(name, answer.status_code, body)

    def _body(self, answer: requests.Response, ends: float) -> bytes:
        """Piece by piece, as it comes: an answer that drips in for hours ends too."""
        name, parts, size = str(self.site), [], 0
        try:
            while part := answer.raw.read1(2**16, decode_content=False):
                size += len(part)
                if size > MOST_BYTES:
                    raise ServerError(sentences.answer_too_large(name, MOST_BYTES // 2**20))
                if self._cancel.is_set():
                    raise Cancelled
                if time.monotonic() > ends:
                    raise ServerError(sentences.too_slow(name, round(ANSWER_SECONDS)))
                parts.append(part)
        except (TimeoutError, ReadTimeoutError) as error:
            raise ServerError(sentences.too_slow(name, round(READ_SECONDS))) from error
        except (OSError, HTTPError) as error:
            raise _Passing(sentences.unreachable(name)) from error
        return b"".join(parts)

    def _next_page(self, page: Mapping[str, Any]) -> str:
        """The address of the next page, "" after the last.

        Raises:
            ServerError: it lies outside the configured base.
        """
        links = page.get("link")
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and link.get("relation") == "next":
                try:
                    address = urljoin(f"{self.site.base}/", str(link.get("url", "")))
                except ValueError:
                    address = ""
                if not is_under(self.site.base, address):
                    raise ServerError(sentences.next_page_elsewhere(str(self.site)))
                return address
        return ""


class _Passing(ServerError):
    """A fault that may be gone in a second."""


def is_under(base: str, address: str) -> bool:
    """Whether an address has the base's scheme, host and port, and a path at or below its own."""
    try:
        own, other = urlsplit(base), urlsplit(address)
        places = [
            (one.scheme, one.hostname, one.port or _PORTS.get(one.scheme)) for one in (own, other)
        ]
    except ValueError:
        return False
    path = unquote(other.path)
    inside = path == own.path or path.startswith(f"{own.path.rstrip('/')}/")
    steps = path.replace("\\", "/").split("/")
    return places[0] == places[1] and "@" not in other.netloc and inside and ".." not in steps


def _matches(page: Mapping[str, Any], kind: str) -> list[dict]:
    entries = page.get("entry")
    resources = [
        one.get("resource")
        for one in (entries if isinstance(entries, list) else ())
        if isinstance(one, dict)
    ]
    return [one for one in resources if isinstance(one, dict) and one.get("resourceType") == kind]


def _checked(name: str, status: int, body: bytes) -> dict:
    """The answer as a Bundle; the error that goes with its status."""
    if 300 <= status < 400:
        raise ServerError(sentences.redirects(name, status))
    if status in (401, 403):
        raise ServerError(sentences.not_allowed(name, status))
    if status == 404:
        raise ServerError(sentences.not_found(name))
    if status in _BUSY:
        raise _Passing(sentences.fails(name, status))
    if status >= 500:
        raise ServerError(sentences.fails(name, status))
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    kind = answer.get("resourceType") if isinstance(answer, dict) else None
    if status >= 400:
        raise ServerError(sentences.refuses(name, status, _issues(answer)))
    if kind != "Bundle":
        raise ServerError(sentences.not_fhir(name))
    return answer


def _issues(answer: object) -> str:
    """The codes of an OperationOutcome; its words may hold names, and stay out."""
    issues = answer.get("issue") if isinstance(answer, dict) else None
    codes = [
        one["code"]
        for one in (issues if isinstance(issues, list) else ())
        if isinstance(one, dict) and isinstance(one.get("code"), str)
    ]
    known = [code for code in codes if code.replace("-", "").isalpha() and len(code) < 40]
    return ", ".join(dict.fromkeys(known[:3]))
