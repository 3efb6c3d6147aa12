"""How many workers, where, and started by what; checked before anything is started."""

from __future__ import annotations

import ipaddress
import re
import sys
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from core.cluster import sentences
from core.errors import UsageError
from core.operator_files import home_known
from core.worklist.location import Location, data_folder

#: Of a host: no option of ssh, nothing that a shell reads.
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:@-]*")
_WALLTIME = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")


class How(Enum):
    """What starts the workers."""

    LOCAL = "local"
    SSH = "ssh"
    SLURM = "slurm"
    SCHEDULER = "scheduler"


@dataclass(frozen=True)
class Slurm:
    """What a job asks SLURM for; None leaves it to the cluster's own default."""

    partition: str | None = None
    account: str | None = None
    memory: str = "4GB"
    #: HH:MM:SS. A worker ends by itself `LIFETIME_MARGIN_SECONDS` before.
    walltime: str = "04:00:00"
    #: More lines for `#SBATCH`.
    options: tuple[str, ...] = ()
    #: On a file system that all nodes see; None: in the folder of this user's data.
    shared_folder: Path | None = None

    @property
    def folder(self) -> Path:
        """Holds TLS files, for their owner alone, and the jobs' output.

        Raises UsageError where this user has no home folder.
        """
        with home_known("--shared-folder", UsageError):
            return self.shared_folder or data_folder() / "cluster"

    @property
    def walltime_seconds(self) -> int:
        """Raises UsageError for another form."""
        found = _WALLTIME.fullmatch(self.walltime)
        if found is None:
            raise UsageError(sentences.not_a_walltime(self.walltime))
        hours, minutes, seconds = (int(text) for text in found.groups())
        return hours * 3600 + minutes * 60 + seconds


@dataclass(frozen=True)
class Settings:
    """One run of `core cluster run`."""

    workers: int = 1
    how: How = How.LOCAL
    #: (fewest, most) workers, between which their number follows the queue; None: `workers`.
    adapt: tuple[int, int] | None = None
    #: Series that are read at once in the whole cluster; 0: as many as there are workers.
    readers: int = 0
    #: Address on which the scheduler listens where workers are on other machines.
    listen: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    #: Python on the hosts.
    remote_python: str = sys.executable
    slurm: Slurm = field(default_factory=Slurm)
    #: Of an existing scheduler.
    scheduler: str = ""
    #: PEM files (certificate of the authority, own certificate, own key) for an existing one.
    tls: tuple[str, str, str] | None = None
    #: "HOST:PORT" of Dask's dashboard, "" for none.
    dashboard: str = ""
    #: Graphics cards of each machine that its workers share; 0: they use the processor.
    gpus: int = 0

    @property
    def most(self) -> int:
        """The most workers there will be."""
        return self.adapt[1] if self.adapt else self.workers

    @property
    def may_wait_for_workers(self) -> bool:
        """Whether no worker for a while is nothing to worry about: jobs wait their turn."""
        return self.how in (How.SLURM, How.SCHEDULER) or bool(self.adapt)


def check(settings: Settings, location: Location) -> None:
    """Raises UsageError where the settings can't work, or would let strangers in."""
    if settings.adapt and not 0 <= settings.adapt[0] <= settings.adapt[1]:
        raise UsageError(sentences.adapt_out_of_order(*settings.adapt))
    if settings.adapt and settings.adapt[1] == 0:
        raise UsageError(sentences.no_workers())
    if location.is_sqlite and settings.how in (How.SSH, How.SLURM):
        raise UsageError(sentences.needs_a_server(location, settings.how.value))
    if settings.how in (How.SSH, How.SLURM) and is_loopback(settings.listen):
        raise UsageError(sentences.nobody_reaches_loopback(settings.how.value))
    if settings.how is How.SSH:
        wrong = [host for host in settings.hosts if not _HOST.fullmatch(host)]
        if wrong:
            raise UsageError(sentences.not_a_host(wrong[0]))
    if settings.how is How.SLURM:
        _ = settings.slurm.walltime_seconds
    if settings.how is How.SCHEDULER:
        _check_address(settings.scheduler)
    if settings.dashboard and not is_loopback(settings.dashboard.rpartition(":")[0]):
        raise UsageError(sentences.dashboard_is_open(settings.dashboard))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, has_port = parts.hostname or "", parts.port is not None
    except ValueError:
        raise UsageError(sentences.not_a_scheduler(address)) from None
    if not host or not has_port or parts.scheme not in ("tls", "tcp"):
        raise UsageError(sentences.not_a_scheduler(address))
    if parts.scheme == "tcp" and not is_loopback(host):
        raise UsageError(sentences.not_encrypted(address))
