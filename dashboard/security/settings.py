"""How this server is run, read from the environment when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import UsageError
from core.worklist.keep_days import keep_days
from dashboard.security import sentences
from dashboard.security import sign_in as sign_in_
from dashboard.security.hosts import LOOPBACK_NAMES, is_loopback
from dashboard.security.sign_in import SignIn

EMBED_VARIABLE = "LIVERLENS_EMBED_IN"
#: `core.worklist.OUTLINES_VARIABLE`; named here again, since SQLAlchemy stands behind that.
KEEP_VARIABLE = "LIVERLENS_KEEP_OUTLINES"


@dataclass(frozen=True)
class Settings:
    """Who reaches the server, and how."""

    #: Names under which it answers; any where empty.
    hosts: tuple[str, ...] = ()
    #: Who may use it; None where nobody signs in.
    sign_in: SignIn | None = None
    #: Origins whose pages may show it in a frame.
    embed_in: tuple[str, ...] = ()
    https: bool = False


def read(environ: Mapping[str, str], host: str) -> Settings:
    """The settings of a server that listens on `host`.

    Raises:
        ValueError: something is set up wrongly or incompletely; one sentence.
    """
    kept = environ.get(KEEP_VARIABLE, "").strip().lower()
    if kept not in ("", "on", "off"):
        raise ValueError(sentences.on_or_off(KEEP_VARIABLE, kept))
    try:
        keep_days(environ)
    except UsageError as error:
        raise ValueError(str(error)) from error
    address = urlsplit(sign_in_.public_address(environ))
    hosts: tuple[str, ...] = ()
    if is_loopback(host) or address.hostname:
        names = (*LOOPBACK_NAMES, host.strip("[]").casefold(), address.hostname or "")
        hosts = tuple(dict.fromkeys(name for name in names if name))
    return Settings(
        hosts=hosts,
        sign_in=sign_in_.from_environment(environ, host),
        embed_in=_origins(environ.get(EMBED_VARIABLE, "")),
        https=address.scheme == "https",
    )


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.rstrip("/") for part in text.replace(",", " ").split())
    for origin in origins:
        parts = urlsplit(origin)
        whole = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme not in ("http", "https") or not parts.hostname or origin != whole:
            raise ValueError(sentences.not_an_origin_like(EMBED_VARIABLE, origin))
        if not all(c.isalnum() or c in "-._:[]*" for c in parts.netloc):
            raise ValueError(sentences.no_origin(EMBED_VARIABLE, origin))
    return origins


_current = Settings()


def current() -> Settings:
    """Those of this process; before a server has started, those of one without sign-in."""
    return _current


def use(settings: Settings) -> None:
    """Use these from now on."""
    global _current
    _current = settings
