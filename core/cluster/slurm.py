"""Workers as jobs of SLURM, one each, by dask-jobqueue."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from core.cluster import sentences
from core.cluster.processes import ONE_THREAD
from core.cluster.settings import Settings
from core.errors import ClusterError, UsageError

try:
    from dask_jobqueue.slurm import SLURMCluster
except ImportError as error:
    raise ClusterError(sentences.not_installed("dask-jobqueue")) from error

#: Before the walltime is over a worker gives its series back and ends; some earlier than others, so
#: that they don't all start at once again.
LIFETIME_MARGIN_SECONDS = 120
STAGGER_SECONDS = 60
SHORTEST_SECONDS = 2 * (LIFETIME_MARGIN_SECONDS + STAGGER_SECONDS)


class _Jobs(SLURMCluster):
    def close(self, timeout: float | None = None) -> Any:
        """The files with the run's keys go with it, not when Python gets to it."""
        closed = super().close(timeout)
        for name in ("ca_file", "cert", "key"):
            getattr(self, f"_job_{name}").close()
        return closed


def slurm_cluster(settings: Settings, at_start: int) -> SLURMCluster:
    """`at_start` jobs are queued at once."""
    from distributed import Security

    from core.cluster.starting import scheduler_spec

    folder = _private(settings.slurm.folder)
    security = Security.temporary()
    cluster = _Jobs(
        security=security,
        shared_temp_directory=str(folder),
        scheduler_options=scheduler_spec(settings, security)["options"],
        name="liverlens",
        **job_options(settings),
    )
    cluster.scale(at_start)
    return cluster


def job_options(settings: Settings) -> dict[str, Any]:
    """What `SLURMCluster` makes the job's script of. No password, key or address of the database is
    among it: SLURM passes the environment of the command on to the job."""
    slurm = settings.slurm
    seconds = slurm.walltime_seconds
    if seconds < SHORTEST_SECONDS:
        raise UsageError(sentences.walltime_too_short(slurm.walltime, SHORTEST_SECONDS))
    lifetime = seconds - LIFETIME_MARGIN_SECONDS
    directives = list(slurm.options)
    environment = {**ONE_THREAD, "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]"}
    if settings.gpus:
        # SLURM gives the job one card, which is then its first.
        directives.append("--gres=gpu:1")
        environment["LIVERLENS_DEVICE"] = "cuda"
    return {
        "queue": slurm.partition,
        "account": slurm.account,
        "cores": 1,
        "processes": 1,
        "memory": slurm.memory,
        "walltime": slurm.walltime,
        "job_name": "liverlens",
        "job_extra_directives": directives,
        "job_script_prologue": [
            "umask 077",
            f"cd {shlex.quote(str(Path(__file__).resolve().parents[2]))}",
            *(f"export {name}={value}" for name, value in environment.items()),
        ],
        "log_directory": str(slurm.folder),
        "death_timeout": 600,
        "protocol": "tls://",
        "worker_extra_args": [
            "--lifetime",
            f"{lifetime}s",
            "--lifetime-stagger",
            f"{STAGGER_SECONDS}s",
            "--no-dashboard",
            "--dashboard-address",
            "127.0.0.1:0",
            # SLURM holds the job to its memory; Dask's own limit comes before it.
            "--memory-limit",
            "0",
        ],
    }


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder
