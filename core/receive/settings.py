"""How the receiver is set up: the table [receive] of the operator's file (`LIVERLENS_PACS`)."""

from __future__ import annotations

import ipaddress
import math
import os
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import PacsError
from core.operator_files import home_known, named_path
from core.pacs.site import SITES_VARIABLE, Site, checked, in_home, read_table, wrong_ae_title
from core.receive import sentences
from core.worklist.location import data_folder

TABLE = "receive"


@dataclass(frozen=True)
class ReceiveSettings:
    """All have defaults that suit this machine alone."""

    ae_title: str = "LIVERLENS"
    host: str = "127.0.0.1"
    port: int = 11112
    #: AE titles that may send; () for any, on a loopback address only.
    callers: tuple[str, ...] = ()
    #: Of the inbox; "" for `inbox` in the user's data folder.
    folder: str = ""
    #: A series is complete when nothing has come for so long ...
    quiet_seconds: float = 60.0
    #: ... or when it has as many files as this site counts.
    count_from: str = ""
    #: Series are removed so long after their last file, unless they wait in the queue.
    keep_days: float = 14.0
    #: The model that analyses; "" for the first.
    model: str = ""
    #: Whether complete series that suit are queued.
    queue: bool = True
    most_associations: int = 10
    #: Of the whole inbox, and of one file.
    most_bytes: int = 200_000_000_000
    most_file_bytes: int = 2_000_000_000
    #: So much of the disk stays free.
    free_bytes: int = 1_000_000_000
    tls: bool = False
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""

    # -- STOW-RS --
    #: Where it is listened for; 0 for nowhere.
    stow_port: int = 0
    stow_host: str = "127.0.0.1"
    #: An environment variable, or a file, that holds the bearer token which senders must show.
    stow_token_env: str = ""
    stow_token_file: str = ""
    #: Of one request.
    stow_most_bytes: int = 4_000_000_000
    stow_most_parts: int = 20_000

    @property
    def inbox(self) -> Path:
        """Raises PacsError for a home that nobody has."""
        setting = f"[{TABLE}] folder"
        if self.folder:
            return named_path(self.folder, setting, PacsError)
        with home_known(setting, PacsError):
            return data_folder() / "inbox"

    @property
    def has_stow_token(self) -> bool:
        """Whether a setting names a token, be it readable or not."""
        return bool(self.stow_token_env or self.stow_token_file)

    def as_site(self) -> Site:
        """For the certificates and the token."""
        return Site(
            TABLE,
            "dimse",
            tls=self.tls,
            ca_file=self.ca_file,
            certificate_file=self.certificate_file,
            key_file=self.key_file,
            token_env=self.stow_token_env,
            token_file=self.stow_token_file,
        )


def read_settings(path: Path | None = None, **told: object) -> ReceiveSettings:
    """What the file says; the defaults without a file. `told` (None: not told) goes before it.

    Raises:
        PacsError: the file can't be read, or a setting is wrong or leaves the receiver open.
    """
    values: object = {}
    named = path or os.environ.get(SITES_VARIABLE, "").strip()
    file = in_home(named or "the command line")
    if named:
        values = read_table(file).get(TABLE, {})
    settings = ReceiveSettings(**checked(TABLE, values, ReceiveSettings, file))
    settings = replace(settings, **{key: one for key, one in told.items() if one is not None})  # type: ignore[arg-type]
    _check(settings, file)
    return settings


def _check(settings: ReceiveSettings, file: Path) -> None:
    _ = settings.inbox
    for title in (settings.ae_title, *settings.callers):
        if reason := wrong_ae_title(title):
            raise PacsError(sentences.wrong_receiver(file.name, reason))
    if not 0 < settings.port < 65536:
        raise PacsError(sentences.wrong_receiver(file.name, f"{settings.port} is no port"))
    for key in ("quiet_seconds", "keep_days"):
        # The command line sets them too.
        if not 0 <= getattr(settings, key) < math.inf:
            reason = f"{key} is {getattr(settings, key)}"
            raise PacsError(sentences.wrong_receiver(file.name, reason))
    if settings.most_associations < 1:
        raise PacsError(sentences.wrong_receiver(file.name, "most_associations is below 1"))
    if not settings.callers and not _is_loopback(settings.host):
        raise PacsError(sentences.open_to_all(settings.host))
    if settings.tls and not settings.certificate_file:
        raise PacsError(sentences.wrong_receiver(file.name, "tls needs a certificate_file"))
    if settings.stow_port:
        _check_stow(settings, file)


def _check_stow(settings: ReceiveSettings, file: Path) -> None:
    if not 0 < settings.stow_port < 65536:
        raise PacsError(sentences.wrong_receiver(file.name, f"{settings.stow_port} is no port"))
    if settings.stow_most_parts < 1:
        raise PacsError(sentences.wrong_receiver(file.name, "stow_most_parts is below 1"))
    if not settings.has_stow_token and not (settings.tls and settings.ca_file):
        raise PacsError(sentences.stow_open_to_all())
    if not settings.tls and not _is_loopback(settings.stow_host):
        raise PacsError(sentences.stow_not_encrypted(settings.stow_host))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
