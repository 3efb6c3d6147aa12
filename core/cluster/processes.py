"""How a worker's process comes into being: one thread, its own memory, quick to start again.

Importing the networks' libraries takes a worker seconds. A fork server imports them once, and each
worker, the one that replaces a killed worker among them, is a fork of it with nothing left to load
but the model.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from core.worklist.location import URL_VARIABLE

#: Read by the numerical libraries when they are imported: a worker is one thread.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Freed memory goes back to the system at once (glibc).
    "MALLOC_TRIM_THRESHOLD_": "65536",
}

#: What the fork server imports, before any thread is started. None of them touches CUDA.
IMPORTED = ("distributed", "core.pipeline", "core.models", "core.inference", "core.cluster.task")

#: For Dask's own settings, wherever a scheduler or a worker of ours starts.
_DASK = {
    "distributed.worker.multiprocessing-method": "forkserver",
    # A worker that dies fails its task at once: the queue, not Dask, gives the series to another.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.work-stealing": False,
    # A worker that starts again counts as the same one.
    "distributed.deploy.lost-worker-timeout": "60s",
    # A worker that can't reach the scheduler ends; what it held waits again.
    "distributed.comm.timeouts.connect": "30s",
    # Nothing is served over http but the dashboard, where that was asked for.
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
}


def prepare(imported: Sequence[str]) -> None:
    """Set Dask up in this process, before its scheduler and its workers start.

    `imported` is what the fork server imports, `IMPORTED` usually.
    """
    import dask
    from distributed.utils import get_mp_context

    dask.config.set(_DASK)
    get_mp_context().set_forkserver_preload(list(imported))


def own_settings() -> dict[str, str]:
    """The settings of LiverLens in this process's environment, secrets among them."""
    return {
        name: value
        for name, value in os.environ.items()
        if name == URL_VARIABLE or name.startswith("LIVERLENS_")
    }


def worker_options(gpu: int | None = None) -> dict[str, Any]:
    """Options of a `distributed.Nanny`: it listens where it reaches the scheduler from."""
    return {
        "nthreads": 1,
        # Dask would end a worker for memory that a large series needs.
        "memory_limit": 0,
        "dashboard": False,
        "dashboard_address": "127.0.0.1:0",
        # On a busy machine the libraries of the networks take minutes to import.
        "death_timeout": 600,
        # A fork has the environment of its server, which may be older than a setting.
        "env": {**ONE_THREAD, **own_settings(), **device_environment(gpu)},
    }


def device_environment(gpu: int | None) -> dict[str, str]:
    """The worker sees that one graphics card; None: it uses the processor."""
    if gpu is None:
        return {}
    return {"CUDA_VISIBLE_DEVICES": str(gpu), "LIVERLENS_DEVICE": "cuda"}


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Variables for the processes that start meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
