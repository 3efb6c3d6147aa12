"""Workers on hosts that this user reaches by ssh, without a password.

The system's own `ssh` is used, with all that the user set up for it (keys, agent, jump hosts, known
hosts). What a worker must know, secrets among it, goes over its standard input, not into a command
line that others on the host could read; when that input ends, so does the worker.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from distributed import Security
from distributed.core import Status
from distributed.deploy.spec import ProcessInterface, SpecCluster

from core.cluster import processes, sentences
from core.cluster.processes import ONE_THREAD, device_environment
from core.cluster.settings import Settings
from core.cluster.starting import scheduler_spec
from core.worklist import Store
from core.worklist.key_file import KEY_VARIABLE
from core.worklist.location import URL_VARIABLE

#: Never asks, and notices a host that is gone within a minute and a half.
SSH = ("ssh", "-T", "-o", "BatchMode=yes", "-o", "ServerAliveInterval=30")
_CLOSE_SECONDS = 10.0
#: What a worker needs of the run's certificates.
_TLS = ("tls_ca_file", "tls_worker_cert", "tls_worker_key")
#: What workers take over from the environment of the command.
_PASSED_ON = ("LIVERLENS_KEEP_OUTLINES",)


def ssh_cluster(
    settings: Settings, store: Store, troubles: list[str], at_start: int
) -> SpecCluster:
    """Workers are dealt out to the hosts in turn."""
    security = Security.temporary()
    turns = count()

    class Dealt(SshWorker):
        """A worker on the next host."""

        def __init__(self, scheduler: str, name: object = None, **_: Any) -> None:
            turn = next(turns)
            host = settings.hosts[turn % len(settings.hosts)]
            gpu = turn // len(settings.hosts) % settings.gpus if settings.gpus else None
            order = worker_order(scheduler, name, security, store, gpu)
            super().__init__(host, settings.remote_python, order, troubles)

    spec: dict[str, Any] = {"cls": Dealt, "options": {}}
    return SpecCluster(
        workers=dict.fromkeys(range(at_start), spec),
        worker=spec,
        scheduler=scheduler_spec(settings, security),
        security=security,
        silence_logs="CRITICAL",
        name="liverlens",
    )


def worker_order(
    scheduler: str, name: object, security: Security, store: Store, gpu: int | None
) -> dict[str, Any]:
    """What `core.cluster.remote` reads on its standard input. It holds secrets."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        "scheduler": scheduler,
        "name": str(name),
        "imports": list(processes.IMPORTED),
        "security": {name: getattr(security, name) for name in _TLS},
        "environment": {
            **ONE_THREAD,
            **passed_on,
            **device_environment(gpu),
            URL_VARIABLE: store.location.url.render_as_string(hide_password=False),
            KEY_VARIABLE: store.key.secret.decode(),
        },
    }


def remote_command(python: str) -> str:
    """For the shell of the host: from this folder, where LiverLens lies at the same place there."""
    folder = Path(__file__).resolve().parents[2]
    return (
        f"cd {shlex.quote(str(folder))} 2>/dev/null; exec {shlex.quote(python)} -m "
        "core.cluster.remote"
    )


class SshWorker(ProcessInterface):
    """One worker, alive as long as its ssh."""

    def __init__(self, host: str, python: str, order: dict[str, Any], troubles: list[str]) -> None:
        super().__init__(name=order["name"])
        self.host = host
        self._command = [*SSH, "--", host, remote_command(python)]
        self._order, self._troubles = order, troubles
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task | None = None

    async def start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=pipe,
            # Ctrl+C in this terminal is for the command alone.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        with suppress(ConnectionError):
            self._process.stdin.write(json.dumps(self._order).encode() + b"\n")
            await self._process.stdin.drain()
        self._watch = asyncio.ensure_future(self._until_end())
        await super().start()

    async def _until_end(self) -> None:
        """Read what it says, so that it never waits for a reader, and note an end by itself."""
        assert self._process is not None
        assert self._process.stderr is not None
        last = ""
        async for line in self._process.stderr:
            last = line.decode(errors="replace").strip() or last
        status = await self._process.wait()
        if self.status == Status.running and status != 0:
            self._troubles.append(sentences.ssh_ended(self.host, status, last or "it said nothing"))

    async def close(self) -> None:
        if self._process is not None and self._process.returncode is None:
            assert self._process.stdin is not None
            await super().close()
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), _CLOSE_SECONDS)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    self._process.kill()
        await super().close()
