"""Everything at once on one store, and kill -9 of one program after another."""

from __future__ import annotations

import os
import queue
import random
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import StoreError
from core.worklist import Store
from tools.faults.ledger import Ledger
from tools.faults.programs import Command, Database, Program, Watched
from tools.faults.readers import Reader
from tools.faults.small_series import small_series
from tools.faults.verdict import verdict, whole_series
from tools.load.cases import make_case
from tools.postgres_server import Postgres, create_database, find_programs
from tools.receive_load.pushed import Pushed
from tools.receive_load.receiver import TOKEN, ReceiverProcess
from tools.receive_load.run import free_port
from tools.receive_load.sender import Ledger as Sent
from tools.receive_load.sender import Sender
from tools.server import Server

#: How long what is queued may take after the last kill, s.
DRAIN_SECONDS = 1200.0
#: Programs of a kind write their numbers from here on, start after start.
_FIRST_OF_NEXT = 1_000_000


@dataclass(frozen=True)
class Asked:
    """One run."""

    minutes: float = 15.0
    seed: int = 1
    #: "sqlite" or "postgresql".
    store: str = "sqlite"
    servers: int = 2
    workers: int = 2
    readers: int = 2
    senders: int = 3
    #: Mean seconds between two kills.
    kill_every: float = 6.0
    #: Mean seconds between two series of one sender.
    send_every: float = 6.0


def mixed_load(asked: Asked, say: Callable[[str], object] = print) -> dict:
    """Run it; what happened and what is wrong, as plain data (`verdict`)."""
    with ExitStack() as after:
        # Short: a socket's path has to fit into 107 bytes.
        folder = Path(after.enter_context(tempfile.TemporaryDirectory(prefix="ll-faults-")))
        server = after.enter_context(_database()) if asked.store == "postgresql" else None
        environment = {
            "LIVERLENS_KEY": secrets.token_hex(16),
            "LIVERLENS_AUDIT": str(folder / "audit.jsonl"),
            "OMP_NUM_THREADS": "1",
            "HF_HUB_OFFLINE": "1",
        }
        if server is None:
            environment["LIVERLENS_STORE"] = str(folder / "store" / "worklist.sqlite3")
        else:
            environment["DATABASE_URL"] = create_database(server.folder, "liverlens")
        after.enter_context(_environment(environment))
        load = _Load(asked, folder, environment, server)
        try:
            return load.run(say)
        finally:
            load.end()


class _Load:
    """The programs, and those who use them."""

    def __init__(
        self, asked: Asked, folder: Path, environment: dict[str, str], server: Postgres | None
    ) -> None:
        self.asked, self.folder, self.environment = asked, folder, environment
        self.luck = random.Random(asked.seed)
        self.ledger, self.sent = Ledger(), Sent()
        self.pushed = Pushed(small_series(), 0)
        self._ports = free_port(), free_port()
        self._numbers = iter(range(1, 2**31, _FIRST_OF_NEXT))
        self._series = queue.SimpleQueue[int]()
        for number in range(100_000):
            self._series.put(number)
        self.starts = 0
        self.programs = [
            *(self._watched("server", self._server) for _ in range(asked.servers)),
            *(self._watched("worker", self._worker) for _ in range(asked.workers)),
            self._watched("receiver", self._receiver),
            self._watched("writer", self._writer),
        ]
        self.database = (
            None if server is None else self._watched("database", lambda _: Database(server))
        )
        cases = [make_case(number) for number in range(asked.readers)]
        self.readers = [
            Reader(case, self._urls, self.ledger, random.Random(asked.seed + 1 + number))
            for number, case in enumerate(cases)
        ]
        self.over = threading.Event()
        self.senders = [
            threading.Thread(target=self._send, args=(n, random.Random(n)), daemon=True)
            for n in range(asked.senders)
        ]

    def run(self, say: Callable[[str], object]) -> dict:
        asked = self.asked
        if (database := self.database) is not None:
            database.start()
            _wait(lambda: database.program is not None, 120.0)
        # The store is there before two programs ask for it: how it is made is a trial of its own.
        Store.open().close()
        for one in (*self.programs, *self.readers, *self.senders):
            one.start()
        _wait(lambda: all(one.program for one in self.programs), 600.0)
        began, told = time.monotonic(), 0.0
        until = began + asked.minutes * 60
        say(f"{asked.store}: everything runs; kills for {asked.minutes:g} minutes")
        while time.monotonic() < until:
            time.sleep(self.luck.uniform(0.0, 2 * asked.kill_every))
            self._kill_one()
            if time.monotonic() - told > 60:
                told = time.monotonic()
                say(f"  {told - began:.0f} s: killed {dict(self.ledger.kills)}, {self._so_far()}")
        seconds = time.monotonic() - began
        self.over.set()
        for one in self.readers:
            one.over.set()
        for thread in (*self.senders, *self.readers):
            thread.join(400)
        say(f"  no more kills; waiting for what is queued; {self._so_far()}")
        drained = self._drain()
        statuses = {one.kind: one.stop() for one in self.programs}
        found = verdict(self.ledger, self.sent, self.pushed, self.folder)
        return {
            "store": asked.store,
            "seed": asked.seed,
            "seconds": round(seconds),
            "starts": self.starts,
            "receivers_exit_status": statuses["receiver"],
            "not_done_in_time": drained,
            **found,
        }

    def end(self) -> None:
        """Whatever happened."""
        self.over.set()
        self.sent.over.set()
        for reader in self.readers:
            reader.over.set()
        for one in (*self.programs, *([self.database] if self.database else [])):
            one.over.set()
        for one in self.programs:
            one.join(300)
            if one.program is not None:
                one.program.kill()

    def _kill_one(self) -> None:
        """Of a kind by chance, so that the one receiver dies as often as the workers together. A
        server that nobody has used yet is spared."""
        every = [one for one in self.programs if one.kind != "server" or self._is_used(one)]
        every += [self.database] if self.database else []
        kind = self.luck.choice(sorted({one.kind for one in every}))
        self.luck.choice([one for one in every if one.kind == kind]).kill()

    def _is_used(self, server: Watched) -> bool:
        program = server.program
        return isinstance(program, Server) and program.url in self.ledger.edited_on

    def _drain(self) -> int:
        """Wait until every series that arrived whole has its record; how many have none in time."""
        until, tried_again = time.monotonic() + DRAIN_SECONDS, False
        while True:
            try:
                store = Store.open()
                every = whole_series(self.sent, self.pushed)
                left = sum(not one.is_done(store) for one in every)
                waits = store.queue.counts()
                # Set aside after three kills: said to people, who let it be tried again.
                if not tried_again and set(waits) <= {"done", "failed", "set_aside"}:
                    tried_again = True
                    self.ledger.ends["set aside"] = waits.get("set_aside", 0)
                    store.queue.retry()
                    continue
                store.close()
            except StoreError:
                left = 1
            if (not left and tried_again) or time.monotonic() > until:
                return left
            time.sleep(2.0)

    def _so_far(self) -> str:
        ledger = self.ledger
        return (
            f"{len(self.sent.so_far())} files, {len(ledger.records)} records, "
            f"{len(ledger.lines)} lines, {len(ledger.edits)} edits, {len(ledger.faults)} faults"
        )

    def _send(self, number: int, luck: random.Random) -> None:
        """Series after series; every third sender speaks STOW."""
        stow_port = self._ports[1] if number % 3 == 2 else 0
        while not self.over.wait(luck.uniform(0.0, 2 * self.asked.send_every)):
            one = queue.SimpleQueue[int]()
            one.put(self._series.get())
            Sender(self.pushed, one, self.sent, self._ports[0], stow_port, TOKEN).run()

    def _urls(self) -> list[str]:
        found = [one.program for one in self.programs if one.kind == "server"]
        return [one.url for one in found if isinstance(one, Server)]

    def _watched(self, kind: str, start: Callable[[Path], Program]) -> Watched:
        seed = self.luck.randrange(2**31)

        def start_one() -> Program:
            self.starts += 1
            folder = self.folder / "logs" / f"{kind}-{self.starts}"
            folder.mkdir(parents=True)
            return start(folder)

        return Watched(kind, start_one, self.ledger, random.Random(seed))

    def _server(self, folder: Path) -> Server:
        return Server(folder, environment=lambda _: self.environment)

    def _worker(self, folder: Path) -> Command:
        return Command(["tools.faults.worker"], folder / "log", self.environment)

    def _writer(self, folder: Path) -> Command:
        def took(line: str) -> None:
            what, _, number = line.partition(" ")
            self.ledger.keep(what, int(number))

        words = ["tools.faults.writer", str(next(self._numbers))]
        return Command(words, folder / "log", self.environment, took)

    def _receiver(self, _: Path) -> ReceiverProcess:
        return ReceiverProcess(self.folder, *self._ports, self.environment)


@contextmanager
def _database() -> Iterator[Postgres]:
    programs = find_programs()
    if programs is None:
        raise SystemExit("There is no PostgreSQL here: install the package postgresql.")
    server = Postgres(programs, is_safe=True)
    try:
        server.start()
        yield server
    finally:
        # It may have ended already.
        with suppress(OSError):
            server.kill()
        server.remove()


@contextmanager
def _environment(environment: dict[str, str]) -> Iterator[None]:
    """So that the store and the trail are found by this process, too."""
    names = {*environment, "DATABASE_URL", "LIVERLENS_STORE"}
    before = {name: os.environ.get(name) for name in names}
    for name in names:
        os.environ.pop(name, None)
    os.environ |= environment
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("it did not come about in time")
        time.sleep(0.1)
