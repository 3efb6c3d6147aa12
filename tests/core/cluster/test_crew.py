"""Real workers of this machine on a real PostgreSQL queue: killed, stopped, and left alone."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from core.cluster import Crew, How, Settings, started
from core.errors import Cancelled, ClusterError
from core.worklist import Store, add_inputs
from core.worklist.tables import QUEUE
from tests.core.cluster.quick import make_quick, wait_for
from tests.core.worklist.made_records import WEIGHTS

#: Notes each time that a record is written, so that one that is written twice shows.
_TRIGGER = """
CREATE TABLE saved (digest text);
CREATE FUNCTION note_saved() RETURNS trigger AS $$
BEGIN INSERT INTO saved VALUES (NEW.series_digest); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER note_saved AFTER INSERT OR UPDATE ON liverlens_record
FOR EACH ROW EXECUTE FUNCTION note_saved();
"""


def fill(store: Store, folder: Path) -> set[str]:
    """Queue every series as one of its own, as a receiver does; their digests."""
    return {
        one.item.series_digest
        for path in sorted(folder.iterdir())
        for one in add_inputs(store, [path], "quick", WEIGHTS)
    }


def saved(store: Store) -> list[str]:
    with store._database.reading() as connection:
        return list(connection.execute(sa.text("SELECT digest FROM saved")).scalars())


def attempts(store: Store) -> dict[int, int]:
    """How often series were begun -> how many."""
    query = sa.select(QUEUE.c.attempts, sa.func.count()).group_by(QUEUE.c.attempts)
    with store._database.reading() as connection:
        return dict(connection.execute(query).all())


@pytest.mark.usefixtures("light_workers")
def test_one_of_two_workers_is_killed_and_then_all_is_stopped(
    shared_store, series_folder, tmp_path
):
    """One cluster for all of it: starting one takes seconds."""
    with shared_store._database.writing() as connection:
        connection.execute(sa.text(_TRIGGER))
    digests = fill(shared_store, series_folder(40))
    notes = tmp_path / "notes"
    notes.mkdir()
    said: list[str] = []
    with started(Settings(workers=2, readers=1), shared_store) as cluster:
        check_that_only_this_machine_is_listened_to()
        crew = Crew(
            shared_store, cluster, make_analyse=partial(make_quick, str(notes)), say=said.append
        )
        killer = threading.Thread(target=kill_when_told, args=(notes / "7",))
        killer.start()
        tally = crew.run()
        killer.join()

        # None is lost, and none was saved twice.
        assert shared_store.queue.counts() == {"done": 40}
        assert sorted(saved(shared_store)) == sorted(digests)
        assert {record.series_digest for record in shared_store.list()} == digests
        # The one that was killed with its worker was tried a second time, and it alone.
        assert attempts(shared_store) == {1: 39, 2: 1}
        assert (tally.lost, tally.failed) == (1, 0)
        # A worker that is killed may take the news of what it has just finished with it.
        assert 39 <= tally.done <= 40
        assert [line for line in said if "is gone" in line] == said
        # The model is loaded once in each process: two, and the one that took a killed one's place.
        assert len(list(notes.glob("made-*"))) <= 3

        stop_while_two_are_worked_on(shared_store, cluster, series_folder(4, "more"))
        use_as_an_existing_scheduler(shared_store, cluster, tmp_path)


def kill_when_told(flag: Path) -> None:
    wait_for(flag.exists)
    os.kill(int(flag.read_text(encoding="ascii")), signal.SIGKILL)


def stop_while_two_are_worked_on(store: Store, cluster, folder: Path) -> None:
    for item in store.queue.items():
        store.queue.remove(item.id)
    fill(store, folder)
    cancel = threading.Event()
    crew = Crew(store, cluster, make_analyse=partial(make_quick, seconds=60.0), cancel=cancel)

    def stop() -> None:
        wait_for(lambda: store.queue.counts().get("running", 0) == 2)
        cancel.set()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(Cancelled):
        crew.run()
    stopper.join()
    # As if nobody had touched them.
    assert store.queue.counts() == {"waiting": 4}
    assert attempts(store) == {0: 4}


def use_as_an_existing_scheduler(store: Store, cluster, folder: Path) -> None:
    """Another command finds the same workers by the scheduler's address and certificates."""
    security = cluster.maker.security
    files = []
    for name in ("tls_ca_file", "tls_client_cert", "tls_client_key"):
        file = folder / name
        file.write_text(getattr(security, name), encoding="ascii")
        files.append(str(file))
    address = cluster.maker.scheduler_address
    there = Settings(how=How.SCHEDULER, scheduler=address, tls=tuple(files))
    with started(there, store) as others:
        assert others.maker is None
        tally = Crew(store, others, make_analyse=make_quick, limit=3).run()
    assert (tally.done, store.queue.counts()) == (3, {"done": 3, "waiting": 1})
    # They are still there: whose workers they are, ends them.
    assert len(cluster.client.nthreads()) == 2
    with pytest.raises(ClusterError) as caught, started(replace(there, tls=None), store):
        pass
    assert caught.value.code == "no_scheduler"


def check_that_only_this_machine_is_listened_to() -> None:
    this = psutil.Process()
    listening = [
        connection.laddr.ip
        for process in (this, *this.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    # At least the scheduler, two nannies and two workers.
    assert len(listening) >= 5
    assert set(listening) == {"127.0.0.1"}
