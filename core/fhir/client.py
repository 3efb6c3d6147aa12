"""Requests to one FHIR server: bounded in time and size, and never led elsewhere.

The bearer token travels in its header alone. Identifiers are sent in the body of a search, not in
its address, which servers and proxies write into logs.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests

from core.errors import ServerError
from core.fhir import sentences
from core.fhir.budget import Budget, parsed
from core.fhir.site import CA_FILE, Site
from core.outside.http import Bounds, OneHost, place_of
from core.outside.retries import Passing, with_retries

FHIR_JSON = "application/fhir+json"
#: Seconds: to connect, between two pieces of an answer, and for a whole answer.
CONNECT_SECONDS, READ_SECONDS, ANSWER_SECONDS = 5.0, 15.0, 30.0
MOST_BYTES = 16 * 2**20
#: A search: so many pages and results, and pauses before it is tried again.
MOST_PAGES, MOST_RESULTS = 100, 2_000
PAUSES = (0.5, 1.5)
#: Worth another try.
_BUSY = (429, 502, 503, 504)


class Server:
    """A connection to one site; close it, or use it in a `with` block."""

    def __init__(self, site: Site, cancel: threading.Event | None = None) -> None:
        self.site = site
        self._cancel = cancel or threading.Event()
        self._session = OneHost(
            site.base,
            _Words(str(site)),
            Bounds(CONNECT_SECONDS, READ_SECONDS, ANSWER_SECONDS, MOST_BYTES),
            token=site.token,
            ca_file=str(site.ca_file) if site.ca_file else "",
            cancel=self._cancel,
        )
        self._session.headers["Accept"] = FHIR_JSON

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def search(self, kind: str, parameters: Sequence[tuple[str, str]]) -> tuple[list[dict], bool]:
        """All resources of that kind that match, over all pages.

        Returns:
            The resources, and whether the server has more than `MOST_RESULTS`.

        Raises:
            ServerError: the server can't be reached, does not answer as it should, or its pages
                are too much in all (`core.fhir.budget`).
            Cancelled: it was asked for.
        """
        found: list[dict] = []
        seen: set[str] = set()
        budget = Budget(str(self.site))
        address = f"{self.site.base}/{kind}/_search"
        page = self._tried(budget, "POST", address, data=list(parameters))
        for _ in range(MOST_PAGES):
            found += _matches(page, kind)
            address = self._next_page(page)
            if len(found) > MOST_RESULTS:
                return found[:MOST_RESULTS], True
            # A server that names a page twice would never end.
            if not address or address in seen:
                return found, False
            seen.add(address)
            page = self._tried(budget, "GET", address)
        return found, True

    def transact(self, bundle: Mapping[str, Any]) -> dict:
        """Store a transaction Bundle; returns the server's answer. It is not tried twice."""
        body = json.dumps(bundle, allow_nan=False).encode()
        headers = {"Content-Type": FHIR_JSON}
        budget = Budget(str(self.site))
        return self._asked(budget, "POST", self.site.base, data=body, headers=headers)

    def _tried(self, budget: Budget, method: str, address: str, **content: Any) -> dict:
        """A search, again after a pause where the server is busy or gone for a moment."""
        return with_retries(
            lambda: self._asked(budget, method, address, **content), self._cancel, PAUSES
        )

    def _asked(self, budget: Budget, method: str, address: str, **content: Any) -> dict:
        budget.check_time()
        answer = self._session.request(method, address, **content)
        budget.take(answer.content)
        return _checked(str(self.site), answer.status_code, answer.content)

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


class _PassingError(ServerError, Passing):
    """A fault that may be gone in a second."""


class _Words:
    """See `core.outside.http.Words`. Certificates of our own are not used here."""

    def __init__(self, name: str) -> None:
        self._name = name

    def another_host(self) -> ServerError:
        return ServerError(sentences.next_page_elsewhere(self._name))

    def unreachable(self, reason: str) -> ServerError:
        return _PassingError(sentences.unreachable(self._name))

    def broken_off(self) -> ServerError:
        return _PassingError(sentences.unreachable(self._name))

    def too_slow(self, seconds: float) -> ServerError:
        return ServerError(sentences.too_slow(self._name, round(seconds)))

    def too_large(self, most_bytes: int) -> ServerError:
        return ServerError(sentences.answer_too_large(self._name, most_bytes // 2**20))

    def untrusted(self, reason: str) -> ServerError:
        return ServerError(sentences.certificate_refused(self._name, CA_FILE))

    def certificate_unusable(self, reason: object) -> ServerError:
        return ServerError(sentences.certificate_refused(self._name, CA_FILE))

    def redirected(self, status: int) -> ServerError:
        return ServerError(sentences.redirects(self._name, status))

    def check(self, response: requests.Response) -> None:
        """Nothing: the body of a refusal says why (`_checked`)."""


def is_under(base: str, address: str) -> bool:
    """Whether an address has the base's scheme, host and port, and a path at or below its own."""
    try:
        own, other = urlsplit(base), urlsplit(address)
        same = place_of(base) == place_of(address)
    except ValueError:
        return False
    path = unquote(other.path)
    inside = path == own.path or path.startswith(f"{own.path.rstrip('/')}/")
    steps = path.replace("\\", "/").split("/")
    return same and "@" not in other.netloc and inside and ".." not in steps


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
    if status in (401, 403):
        raise ServerError(sentences.not_allowed(name, status))
    if status == 404:
        raise ServerError(sentences.not_found(name))
    if status in _BUSY:
        raise _PassingError(sentences.fails(name, status))
    if status >= 500:
        raise ServerError(sentences.fails(name, status))
    try:
        answer = parsed(body)
    except ValueError:
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
