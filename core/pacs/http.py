"""DICOMweb over HTTP: dicomweb-client with our session, and what an archive's answers mean."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator
from email.message import Message
from typing import Any

import requests
from dicomweb_client.web import DICOMwebClient
from requests.auth import HTTPBasicAuth

from core.errors import PacsError
from core.outside.http import Bounds, OneHost
from core.pacs import sentences, site_sentences
from core.pacs.failures import NothingThere, PassingError
from core.pacs.site import Site

#: Of an answer that is not pixels. 10,000 series with their texts are some 20 MB.
MAX_ANSWER_BYTES = 64_000_000
#: How long such an answer may take, in timeouts of the site.
MOST_TIMEOUTS = 6
_CHUNK_BYTES = 65_536
#: Around each file of an answer.
PART_BYTES = 4096
#: Answers that may be better in a moment.
_PASSING = (408, 429, 502, 503, 504)

# It logs whole addresses, and a search for a patient has their number and name in it.
logging.getLogger("dicomweb_client").setLevel(logging.CRITICAL)


class Client(DICOMwebClient):
    """dicomweb-client with our session; its own repeats are off."""

    def __init__(self, site: Site) -> None:
        self._ours = _session(site)
        self._site_name = site.name
        super().__init__(
            site.url.rstrip("/"),
            session=self._ours,
            timeout=site.timeout_seconds,
            chunk_size=_CHUNK_BYTES,
        )
        self.set_http_retry_params(retry=False)

    def json(self, path: str, parameters: dict[str, Any]) -> list[Any]:
        """The rows of an answer; [] for "no content"."""
        return self._http_get_application_json(f"{self.base_url}{path}", parameters)

    def parts(self, path: str, accept: str) -> Iterator[bytes]:
        """The DICOM files of a multipart answer, as they come."""
        answer = self._http_get(f"{self.base_url}{path}", headers={"Accept": accept}, stream=True)
        kind = answer.headers.get("content-type", "")
        if kind.split(";")[0].strip().lower() == "application/dicom":
            # One file and no envelope: against the standard, and done.
            return iter([b"".join(self._ours.pieces(answer))])
        if boundary := _boundary_of(kind):
            pieces = self._ours.pieces(answer)
            answer.iter_content = functools.partial(self._to_the_boundary, pieces, boundary)  # type: ignore[method-assign]
        return self._decode_multipart_message(answer, stream=True)

    def _to_the_boundary(
        self, pieces: Iterator[bytes], boundary: str, **_: object
    ) -> Iterator[bytes]:
        """The pieces of a multipart body; the decoder would take one that breaks off for whole.

        Raises PassingError where the last boundary never comes (RFC 2046 5.1.1).
        """
        end = f"\r\n--{boundary}--".encode()
        # The first boundary may have no line before it.
        tail, is_closed = b"\r\n", False
        for piece in pieces:
            tail += piece
            is_closed = is_closed or end in tail
            tail = tail[-len(end) :]
            yield piece
        if not is_closed:
            raise PassingError(sentences.cut_off(self._site_name))

    def post_files(self, path: str, files: list[bytes]) -> Any:
        """What STOW answers, as a data set."""
        return self._http_post_multipart_application_dicom(f"{self.base_url}{path}", files)


def _boundary_of(kind: str) -> str:
    """Of a Content-Type, "" without one."""
    header = Message()
    header["Content-Type"] = kind
    return str(header.get_param("boundary") or "")


def _session(site: Site) -> OneHost:
    bounds = Bounds(
        connect_seconds=site.timeout_seconds,
        read_seconds=site.timeout_seconds,
        answer_seconds=MOST_TIMEOUTS * site.timeout_seconds,
        most_bytes=MAX_ANSWER_BYTES,
        most_streamed_bytes=site.most_bytes + site.most_files * PART_BYTES,
    )
    token = site.token()
    session = OneHost(site.url, _Words(site.name), bounds, token=token, ca_file=site.ca_file)
    if site.certificate_file:
        pair = (site.certificate_file, site.key_file)
        session.cert = pair if site.key_file else site.certificate_file
    if site.user and not token:
        session.auth = HTTPBasicAuth(site.user.encode(), site.password().encode())
    return session


class _Words:
    """See `core.outside.http.Words`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def another_host(self) -> PacsError:
        return PacsError(sentences.another_host(self._name))

    def unreachable(self, reason: str) -> PacsError:
        return PassingError(sentences.unreachable(self._name, reason))

    def broken_off(self) -> PacsError:
        return PassingError(sentences.cut_off(self._name))

    def too_slow(self, seconds: float) -> PacsError:
        return PassingError(sentences.too_slow(self._name, seconds))

    def too_large(self, most_bytes: int) -> PacsError:
        return PacsError(sentences.answer_too_large(self._name, most_bytes))

    def untrusted(self, reason: str) -> PacsError:
        return PacsError(sentences.tls_refused(self._name, reason))

    def certificate_unusable(self, reason: object) -> PacsError:
        return PacsError(site_sentences.certificate_unusable(self._name, reason))

    def redirected(self, status: int) -> PacsError:
        return PacsError(sentences.redirected(self._name, status))

    def check(self, response: requests.Response) -> None:
        name, status = self._name, response.status_code
        if status in (401, 403):
            raise PacsError(sentences.not_allowed(name, status))
        if status in _PASSING:
            raise PassingError(sentences.refused_with_status(name, status))
        if status == 404:
            raise NothingThere(sentences.refused_with_status(name, status))
        if status == 409 and response.request.method == "POST":
            # STOW stored nothing; its body says why, which `raise_for_status` would hide.
            response.status_code = 202
        elif status >= 400:
            raise PacsError(sentences.refused_with_status(name, status))
        if "html" in response.headers.get("content-type", "").lower():
            raise PacsError(sentences.answered_html(name))
