"""HTTP to one archive and nowhere else: no redirect is followed, no answer is read without end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from dicomweb_client.web import DICOMwebClient
from requests.auth import HTTPBasicAuth

from core.errors import PacsError
from core.pacs import sentences, site_sentences
from core.pacs.retries import PassingError
from core.pacs.site import Site

#: Of an answer that is not pixels. 10,000 series with their texts are some 20 MB.
MAX_ANSWER_BYTES = 64_000_000
#: How long such an answer may take, in timeouts of the site.
_MOST_TIMEOUTS = 6
_CHUNK_BYTES = 65_536
#: Answers that may be better in a moment.
_PASSING = (408, 429, 502, 503, 504)


class Client(DICOMwebClient):
    """dicomweb-client with our session; its own repeats are off."""

    def __init__(self, site: Site) -> None:
        super().__init__(
            site.url.rstrip("/"),
            session=OneHost(site),
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
            return iter([answer.content])
        return self._decode_multipart_message(answer, stream=True)

    def post_files(self, path: str, files: list[bytes]) -> Any:
        """What STOW answers, as a data set."""
        return self._http_post_multipart_application_dicom(f"{self.base_url}{path}", files)


class OneHost(requests.Session):
    """Requests to one site. Raises PacsError instead of what `requests` would raise."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site
        self._place = _place(site.url)
        # Neither proxies nor a .netrc that would replace the site's own credentials.
        self.trust_env = False
        if site.ca_file:
            self.verify = site.ca_file
        if site.certificate_file:
            pair = (site.certificate_file, site.key_file)
            self.cert = pair if site.key_file else site.certificate_file
        token = site.token()
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        elif site.user:
            self.auth = HTTPBasicAuth(site.user.encode(), site.password().encode())
        self.hooks["response"] = [self._check]

    def get_redirect_target(self, response: requests.Response) -> None:
        """None: a redirect is never followed (`_check` refuses it)."""
        return

    def request(self, method: Any, url: Any, *more: Any, **options: Any) -> Any:
        """As `requests`; the only door to the network here."""
        if _place(str(url)) != self._place:
            raise PacsError(sentences.another_host(self._site.name))
        # dicomweb-client names the host without its port.
        (options.get("headers") or {}).pop("Host", None)
        try:
            return super().request(method, url, *more, **options)
        except requests.exceptions.SSLError as error:
            raise PacsError(sentences.tls_refused(self._site.name, _cause(error))) from error
        except requests.Timeout as error:
            raise PassingError(
                sentences.too_slow(self._site.name, self._site.timeout_seconds)
            ) from error
        except requests.RequestException as error:
            raise PassingError(sentences.unreachable(self._site.name, _cause(error))) from error
        except OSError as error:  # a certificate file that is not there
            raise PacsError(
                site_sentences.certificate_unusable(self._site.name, error.strerror or error)
            ) from error

    def _check(self, response: requests.Response, **options: Any) -> None:
        """Before anything of the body is read: refuse what is no answer, bound what is read."""
        name, status = self._site.name, response.status_code
        if 300 <= status < 400:
            raise PacsError(sentences.redirected(name, status))
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
        kind = response.headers.get("content-type", "")
        if "html" in kind.lower():
            raise PacsError(sentences.answered_html(name))
        if not options.get("stream"):
            # `requests` would read it to the end, however long that is.
            response._content = self._body(response)

    def _body(self, response: requests.Response) -> bytes:
        until = time.monotonic() + _MOST_TIMEOUTS * self._site.timeout_seconds
        read = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            read += chunk
            if len(read) > MAX_ANSWER_BYTES:
                raise PacsError(sentences.answer_too_large(self._site.name, MAX_ANSWER_BYTES))
            if time.monotonic() > until:
                raise PassingError(
                    sentences.too_slow(self._site.name, _MOST_TIMEOUTS * self._site.timeout_seconds)
                )
        return bytes(read)


class NothingThere(PacsError):
    """HTTP 404."""


def _place(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _cause(error: BaseException) -> str:
    """The innermost reason, in a few words and without addresses or parameters."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
