"""The FHIR server that this installation talks to, as the operator configured it."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import UsageError
from core.fhir import sentences
from core.operator_files import named_path, read_text

URL = "LIVERLENS_FHIR_URL"
TOKEN = "LIVERLENS_FHIR_TOKEN"
TOKEN_FILE = "LIVERLENS_FHIR_TOKEN_FILE"
CA_FILE = "LIVERLENS_FHIR_CA"
ID_SYSTEM = "LIVERLENS_FHIR_ID_SYSTEM"
PLAIN_HTTP = "LIVERLENS_FHIR_HTTP"


@dataclass(frozen=True)
class Site:
    """One server. `str(site)` is for people and holds no secret."""

    #: Without the slash at the end.
    base: str
    token: str = field(default="", repr=False)
    #: Of the certificate authorities to trust in place of the usual ones.
    ca_file: Path | None = None
    #: The namespace of the CT's patient ID there, such as "urn:oid:1.2.3"; "" for any.
    id_system: str = ""

    def __str__(self) -> str:
        return urlsplit(self.base).netloc


def configured_site() -> Site | None:
    """From the environment; None where no server is configured.

    Raises:
        UsageError: a setting makes no sense, or the token would travel unencrypted.
    """
    base = _setting(URL)
    if not base:
        return None
    _check(base)
    named = _setting(CA_FILE)
    ca_file = named_path(named, CA_FILE, UsageError) if named else None
    if ca_file is not None and not ca_file.is_file():
        raise UsageError(sentences.no_such_file(CA_FILE))
    return Site(base.rstrip("/"), _token(), ca_file, _setting(ID_SYSTEM))


def _check(base: str) -> None:
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(sentences.not_a_base(URL)) from error
    plain = base.isascii() and base.isprintable() and " " not in base
    if parts.scheme not in ("https", "http") or not host or parts.query or parts.fragment:
        raise UsageError(sentences.not_a_base(URL))
    if not plain or "@" in parts.netloc or ".." in parts.path:
        raise UsageError(sentences.not_a_base(URL))
    if parts.scheme == "http" and not (_is_this_machine(host) or _setting(PLAIN_HTTP) == "on"):
        raise UsageError(sentences.not_encrypted(URL, PLAIN_HTTP))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _token() -> str:
    """Read anew each time: a file may get a fresh one while the program runs."""
    token = _setting(TOKEN)
    path = _setting(TOKEN_FILE)
    if not token and path:
        try:
            token = read_text(named_path(path, TOKEN_FILE, UsageError), "ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(sentences.no_such_file(TOKEN_FILE)) from error
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise UsageError(sentences.not_a_token(TOKEN, TOKEN_FILE))
    return token


def _setting(name: str) -> str:
    return os.environ.get(name, "").strip()
