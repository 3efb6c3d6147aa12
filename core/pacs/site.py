"""The archives that the operator lists in one TOML file, and how each is reached."""

from __future__ import annotations

import math
import os
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from core.errors import PacsError
from core.operator_files import named_path, read_text
from core.pacs import site_sentences as sentences

SITES_VARIABLE = "LIVERLENS_PACS"
PROTOCOLS = ("dicomweb", "dimse")
MAX_AE_TITLE = 16
MAX_TIMEOUT_SECONDS = 600.0
MAX_RESULTS = 10_000
#: Of TOML itself; Python's own can't all be written out, or made floats of.
_MOST_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class Site:
    """One archive. Secrets are read when they are needed and are never part of `repr`."""

    name: str
    protocol: Literal["dicomweb", "dimse"]
    title: str = ""

    # -- DICOMweb --
    #: Base address, under which `/studies` lies.
    url: str = ""
    #: Environment variables, or files, that hold the bearer token, or the name and password.
    token_env: str = ""
    token_file: str = ""
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    #: Transfer syntax that is asked for; "*" brings files as they are stored.
    transfer_syntax: str = "*"

    # -- DIMSE --
    host: str = ""
    port: int = 104
    #: Of the archive, and our own.
    ae_title: str = ""
    our_ae_title: str = "LIVERLENS"
    retrieve: Literal["get", "move"] = "get"
    #: Where we listen while a C-MOVE runs; the archive must know `our_ae_title` there.
    move_host: str = "127.0.0.1"
    move_port: int = 11113

    # -- both --
    tls: bool = False
    #: PEM files: whom we trust, and who we are.
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    timeout_seconds: float = 20.0
    most_results: int = 200
    #: Of one series.
    most_files: int = 20_000
    most_bytes: int = 4_000_000_000
    #: Whether results may be stored there.
    may_send: bool = False
    #: Whether a link such as `?accession=` may name this site's studies.
    may_link: bool = False
    #: Where the file lies, for errors.
    source: str = field(default="", repr=False)

    @property
    def label(self) -> str:
        """For a person."""
        return self.title or self.name

    @property
    def address(self) -> str:
        """Where it is, for a person; without a secret."""
        if self.protocol == "dicomweb":
            return urlsplit(self.url).netloc
        return f"{self.ae_title}, {self.host}:{self.port}"

    def token(self) -> str:
        """The bearer token, "" where no setting names one. Raises PacsError where it can't be read
        or is empty."""
        return _secret(self, "token", self.token_env, self.token_file)

    def password(self) -> str:
        """As `token`."""
        return _secret(self, "password", self.password_env, self.password_file)

    def ssl_context(self, *, as_server: bool = False) -> ssl.SSLContext | None:
        """For DIMSE over TLS; None without. The other side's certificate is always checked.

        Raises PacsError where a file can't be used.
        """
        if not self.tls:
            return None
        purpose = ssl.Purpose.CLIENT_AUTH if as_server else ssl.Purpose.SERVER_AUTH
        try:
            context = ssl.create_default_context(purpose, cafile=self.ca_file or None)
            if as_server and self.ca_file:
                context.verify_mode = ssl.CERT_REQUIRED
            if self.certificate_file:
                context.load_cert_chain(self.certificate_file, self.key_file or None)
        except (OSError, ValueError) as error:
            raise PacsError(sentences.certificate_unusable(self.name, _reason(error))) from error
        return context


def read_sites(path: Path | str | None = None) -> tuple[Site, ...]:
    """The sites in the file at `path`, by default `LIVERLENS_PACS`; () where that is not set.

    Raises:
        PacsError: the file can't be read, or a site in it is described wrongly.
    """
    if path is None:
        told = os.environ.get(SITES_VARIABLE, "").strip()
        if not told:
            return ()
        path = told
    table = read_table(path := in_home(path))
    sites = table.get("site")
    if not isinstance(sites, dict) or not sites:
        raise PacsError(sentences.no_site_in_file(path.name))
    return tuple(_site(name, values, path) for name, values in sites.items())


def in_home(path: Path | str) -> Path:
    """Where the list of archives is. Raises PacsError for a home that nobody has."""
    return named_path(path, SITES_VARIABLE, PacsError)


def read_table(path: Path) -> dict[str, Any]:
    """What the file holds. Raises PacsError where it is not there or no TOML."""
    try:
        return tomllib.loads(read_text(path))
    except OSError as error:
        raise PacsError(sentences.sites_unreadable(path.name, _reason(error))) from error
    except (ValueError, RecursionError) as error:
        raise PacsError(sentences.sites_no_toml(path.name, error)) from error


def named(sites: tuple[Site, ...], name: str | None) -> Site:
    """The site of that name; without one the first.

    Raises:
        PacsError: there is no site, or none of that name.
    """
    if not sites:
        raise PacsError(sentences.no_sites(SITES_VARIABLE))
    for site in sites:
        if name in (None, site.name):
            return site
    raise PacsError(sentences.unknown_site(str(name), [site.name for site in sites]))


def checked(name: str, values: object, kind: type, path: Path) -> dict[str, Any]:
    """The settings of a table as a dataclass takes them: known names, right types.

    Raises PacsError for any other.
    """
    known = {one.name: one for one in fields(kind) if one.name not in ("name", "source")}
    if not isinstance(values, Mapping):
        raise PacsError(sentences.wrong_setting(path.name, name, "", "it is no table"))
    taken: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise PacsError(sentences.unknown_setting(path.name, name, key, sorted(known)))
        if isinstance(value, int) and abs(value) > _MOST_NUMBER:
            raise PacsError(sentences.wrong_setting(path.name, name, key, "it is too large"))
        if isinstance(value, str) and "\0" in value:
            reason = "it holds a null character"
            raise PacsError(sentences.wrong_setting(path.name, name, key, reason))
        wanted = str(known[key].type)
        right: tuple[type, ...] = (str,)
        if wanted == "bool":
            right = (bool,)
        elif wanted == "int":
            right = (int,)
        elif wanted == "float":
            right = (int, float)
        elif wanted.startswith("tuple"):
            right = (list,)
        if not isinstance(value, right) or (isinstance(value, bool) and bool not in right):
            reason = f"{value!r} is no {'number' if int in right else wanted}"
            raise PacsError(sentences.wrong_setting(path.name, name, key, reason))
        if isinstance(value, list):
            if not all(isinstance(one, str) for one in value):
                raise PacsError(sentences.wrong_setting(path.name, name, key, "not all are text"))
            value = tuple(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
            raise PacsError(sentences.wrong_setting(path.name, name, key, f"{value} is below 0"))
        if isinstance(value, float) and not math.isfinite(value):
            # Compared with anything, NaN is neither larger nor smaller.
            raise PacsError(
                sentences.wrong_setting(path.name, name, key, f"{value} is no finite number")
            )
        if key in ("ca_file", "certificate_file", "key_file") and value:
            value = str(named_path(value, f"[{name}] {key}", PacsError))
        taken[key] = value
    return taken


def wrong_ae_title(title: str) -> str:
    """Why an AE title can't be one (PS3.5 6.2), "" if it can."""
    if not title.strip() or len(title) > MAX_AE_TITLE:
        return f"{title!r} has not 1 to {MAX_AE_TITLE} characters"
    if not title.isascii() or not title.isprintable() or "\\" in title:
        return f"{title!r} holds a character that an AE title can't have"
    return ""


def _site(name: str, values: object, path: Path) -> Site:
    site = Site(
        name=name, source=str(path), **({"protocol": ""} | checked(name, values, Site, path))
    )

    def refuse(key: str, reason: str) -> PacsError:
        return PacsError(sentences.wrong_setting(path.name, name, key, reason))

    if site.protocol not in PROTOCOLS:
        raise refuse("protocol", f"{site.protocol!r} is not {' or '.join(PROTOCOLS)}")
    if not 0 < site.timeout_seconds <= MAX_TIMEOUT_SECONDS:
        raise refuse("timeout_seconds", f"{site.timeout_seconds:g} is not from 1 to 600")
    if not 1 <= site.most_results <= MAX_RESULTS:
        raise refuse("most_results", f"{site.most_results} is not from 1 to {MAX_RESULTS}")
    if site.protocol == "dicomweb":
        if reason := _wrong_address(site.url):
            raise refuse("url", reason)
    else:
        if not site.host:
            raise refuse("host", "it is missing")
        if not _can_be_a_host(site.host):
            raise refuse("host", f"{site.host[:40]!r} is no name of a host")
        for key in ("ae_title", "our_ae_title"):
            if reason := wrong_ae_title(getattr(site, key)):
                raise refuse(key, reason)
        for key in ("port", "move_port"):
            if not 0 < getattr(site, key) < 65536:
                raise refuse(key, f"{getattr(site, key)} is no port")
        if site.retrieve not in ("get", "move"):
            raise refuse("retrieve", f"{site.retrieve!r} is not get or move")
    return site


def _wrong_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "it is no address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it does not begin with http:// or https:// and a host"
    if parts.username or parts.password:
        return "it holds a password: use user with password_env or password_file"
    if parts.query or parts.fragment:
        return "it holds a query: give the address under which /studies lies"
    return ""


def _secret(site: Site, what: str, variable: str, file: str) -> str:
    if variable:
        value = os.environ.get(variable, "").strip()
        if not value:
            raise PacsError(sentences.secret_missing(site.name, what, variable))
        return value
    if not file:
        return ""
    try:
        value = read_text(named_path(file, f"[{site.name}] {what}_file", PacsError)).strip()
    except (OSError, ValueError) as error:
        raise PacsError(
            sentences.secret_unreadable(site.name, what, file, _reason(error))
        ) from error
    if not value:
        # As a file is for a moment while it is written anew. It must not pass for "no secret".
        raise PacsError(sentences.secret_empty(site.name, what, file))
    return value


def _can_be_a_host(name: str) -> bool:
    """Whether the system can be asked for it at all."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


def _reason(error: Exception) -> object:
    return (error.strerror or error) if isinstance(error, OSError) else error
