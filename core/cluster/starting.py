"""Start workers, or find those that an existing scheduler has; end them when the block ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.cluster import processes, sentences
from core.cluster.processes import ONE_THREAD, environment, worker_options
from core.cluster.settings import How, Settings, check
from core.errors import ClusterError
from core.worklist import Store

if TYPE_CHECKING:  # imported when a cluster starts: nothing else waits for Dask
    from distributed import Client, Security
    from distributed.deploy.spec import SpecCluster

_CLOSE_SECONDS = 15.0


@dataclass
class Cluster:
    """Workers that do what `client` sends them."""

    settings: Settings
    client: Client
    #: Starts and ends workers; None where the scheduler is somebody else's.
    maker: SpecCluster | None
    #: Sentences about workers that did not start.
    troubles: list[str] = field(default_factory=list)
    #: How many workers there is work for, where their number follows the queue.
    wanted: int = 0

    @property
    def dashboard(self) -> str:
        """Where Dask's dashboard is shown."""
        return str(self.client.dashboard_link)

    def keep_up(self) -> None:
        """Start what has ended again, a lost job or host among them."""
        if self.maker is not None and self.settings.adapt is None:
            self.maker.scale(self.settings.workers)

    def follow_queue(self) -> None:
        """From now on the number of workers is `wanted`, within the settings' bounds."""
        if self.maker is None or self.settings.adapt is None:
            return
        from core.cluster.scaling import adaptive_to

        fewest, most = self.settings.adapt
        adaptive = adaptive_to(lambda: self.wanted)
        self.maker.adapt(Adaptive=adaptive, minimum=fewest, maximum=most, interval="2s")


@contextmanager
def started(settings: Settings, store: Store) -> Iterator[Cluster]:
    """A cluster as the settings say.

    Raises:
        UsageError: settings that can't work, or would let strangers in.
        ClusterError: the workers can't be started, or Dask is not installed.
    """
    check(settings, store.location)
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(sentences.not_installed("distributed")) from error
    processes.prepare(processes.IMPORTED)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        try:
            if settings.how is How.SCHEDULER:
                cluster = Cluster(settings, _existing(settings), None)
            else:
                stack.enter_context(environment(ONE_THREAD))
                troubles: list[str] = []
                maker = _MAKERS[settings.how](settings, store, troubles)
                stack.callback(maker.close, timeout=_CLOSE_SECONDS)
                client = distributed.Client(maker, set_as_default=False)
                cluster = Cluster(settings, client, maker, troubles)
        except (OSError, RuntimeError, ValueError, AssertionError) as error:
            # A nanny whose worker does not start in time fails an assertion of Dask's own.
            raise ClusterError(sentences.not_started(_first_line(error))) from error
        stack.callback(cluster.client.close, timeout=_CLOSE_SECONDS)
        yield cluster


def scheduler_spec(settings: Settings, security: Security) -> dict[str, Any]:
    """A scheduler of our own in this process: encrypted, and on `settings.listen` alone."""
    from distributed import Scheduler

    options = {
        "host": settings.listen,
        "port": 0,
        "protocol": "tls://",
        "security": security,
        "dashboard": bool(settings.dashboard),
        "dashboard_address": settings.dashboard or "127.0.0.1:0",
    }
    return {"cls": Scheduler, "options": options}


def _local(settings: Settings, _store: Store, _troubles: list[str]) -> SpecCluster:
    """Processes of this machine."""
    from distributed import Nanny, Security
    from distributed.deploy.spec import SpecCluster

    security = Security.temporary()
    common = {"security": security, "protocol": "tls://", "host": settings.listen}

    def worker(number: int) -> dict[str, Any]:
        gpu = number % settings.gpus if settings.gpus else None
        options = {**worker_options(gpu), **common, "silence_logs": logging.CRITICAL}
        return {"cls": Nanny, "options": options}

    class Local(SpecCluster):
        def new_worker_spec(self) -> dict[int, dict[str, Any]]:
            return {number: worker(number) for number in super().new_worker_spec()}

    return Local(
        workers={number: worker(number) for number in range(_at_start(settings))},
        worker=worker(0),
        scheduler=scheduler_spec(settings, security),
        security=security,
        silence_logs=logging.CRITICAL,
        name="liverlens",
    )


def _ssh(settings: Settings, store: Store, troubles: list[str]) -> SpecCluster:
    from core.cluster.ssh import ssh_cluster

    return ssh_cluster(settings, store, troubles, _at_start(settings))


def _slurm(settings: Settings, _store: Store, _troubles: list[str]) -> SpecCluster:
    from core.cluster.slurm import slurm_cluster

    return slurm_cluster(settings, _at_start(settings))


def _existing(settings: Settings) -> Client:
    from distributed import Client, Security

    security = None
    if settings.tls:
        authority, certificate, key = settings.tls
        security = Security(
            require_encryption=True,
            tls_ca_file=authority,
            tls_client_cert=certificate,
            tls_client_key=key,
        )
    try:
        return Client(settings.scheduler, security=security, timeout=30, set_as_default=False)
    except (OSError, TypeError) as error:
        reason = _first_line(error)
        raise ClusterError(sentences.no_scheduler(settings.scheduler, reason)) from error


_MAKERS: Mapping[How, Callable[[Settings, Store, list[str]], SpecCluster]] = {
    How.LOCAL: _local,
    How.SSH: _ssh,
    How.SLURM: _slurm,
}


def _at_start(settings: Settings) -> int:
    return settings.adapt[0] if settings.adapt else settings.workers


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own log would be written over the live view; faults reach it as sentences."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
