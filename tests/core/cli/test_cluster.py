"""`core cluster run`: its options, its refusals, and what it shows."""

from __future__ import annotations

import argparse

import pytest

from core.audit import Trail
from core.cli import main
from core.cli.cluster_commands import run
from core.cli.cluster_commands.live_view import MOST_ROWS, duration, picture
from core.cluster import How, Tally
from core.cluster.task import Result
from core.errors import ConsentError
from core.worklist import Store
from tests.core.worklist.made_records import queued


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    """No test reads or writes the worklist of whoever runs it."""
    for name in ("DATABASE_URL", "LIVERLENS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "kept" / "worklist.sqlite3"))


def settings_of(*words: str):
    parser = argparse.ArgumentParser()
    run.add_arguments(parser)
    return run.settings_of(parser.parse_args(words))


def test_one_worker_of_this_machine_unless_said_otherwise():
    settings = settings_of()
    assert (settings.how, settings.workers, settings.listen) == (How.LOCAL, 1, "127.0.0.1")
    assert (settings.dashboard, settings.gpus, settings.readers) == ("", 0, 0)


def test_what_each_option_sets():
    settings = settings_of(
        *("--workers", "8", "--ssh", "node1", "node2", "--listen", "10.0.0.5"),
        *("--remote-python", "/opt/python", "--readers", "3", "--gpus", "2", "--dashboard"),
    )
    assert (settings.how, settings.hosts) == (How.SSH, ("node1", "node2"))
    assert (settings.workers, settings.listen, settings.remote_python) == (
        8,
        "10.0.0.5",
        "/opt/python",
    )
    assert (settings.readers, settings.gpus, settings.dashboard) == (3, 2, "127.0.0.1:8787")
    settings = settings_of(
        *("--slurm", "--adapt", "2", "40", "--partition", "gpu", "--memory", "8GB"),
        *("--walltime", "01:00:00", "--slurm-option=--nice=1", "--slurm-option=--qos=low"),
    )
    assert (settings.how, settings.adapt) == (How.SLURM, (2, 40))
    jobs = settings.slurm
    assert (jobs.partition, jobs.memory, jobs.walltime) == ("gpu", "8GB", "01:00:00")
    assert jobs.options == ("--nice=1", "--qos=low")
    settings = settings_of(
        *("--scheduler", "tls://node0:8786", "--tls-ca", "ca", "--tls-cert", "c", "--tls-key", "k")
    )
    assert (settings.scheduler, settings.tls) == ("tls://node0:8786", ("ca", "c", "k"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ssh", "node1", "--listen", "10.0.0.5"], "can't share"),
        (["--scheduler", "tcp://10.0.0.5:8786"], "is not encrypted"),
        (["--dashboard", "0.0.0.0:8787"], "for this machine alone"),
        (["--workers", "0"], "whole number from 1 on"),
        (["--ssh", "node1", "--slurm"], "not allowed with"),
    ],
)
def test_what_would_not_work_or_let_strangers_in_is_refused_in_one_line(words, said, capsys):
    try:
        status = main(["cluster", "run", *words])
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_no_worker_is_started_where_nothing_waits(capsys, monkeypatch):
    monkeypatch.setattr("core.cluster.starting.started", None)
    assert main(["cluster", "run", "--workers", "2"]) == 0
    assert capsys.readouterr().out == "0 analysed, 0 failed, 0 waiting.\n"


def tally_of(*names: str) -> Tally:
    tally = Tally(0.0, queue={"waiting": 1204, "running": 2, "done": 796, "failed": 2})
    for name in names:
        tally.ended(Result(name, "node1", 1, "done", item=1), 60.0)
    return tally


def test_the_picture_has_counts_a_rate_and_a_line_for_each_worker(tmp_path):
    store = Store.open(tmp_path / "worklist.sqlite3")
    tally = tally_of("2", "10")
    tally.workers["2"].item = queued(store, "scan", 1)
    lines = picture("PostgreSQL database liverlens on db", tally, 60.0)
    assert lines[0] == "PostgreSQL database liverlens on db: 2 workers"
    assert lines[1] == (
        "  1,204 waiting, 2 running, 796 done, 2 failed, 0 set aside; 2.0 series a minute, "
        "10 h 3 min left"
    )
    assert lines[2].split() == ["worker", "host", "done", "failed", "lost", "now"]
    # By number, not by letters.
    assert lines[3].startswith("  2       node1  1     0       0     series 1, slice 0 of 0")
    assert lines[4].split() == ["10", "node1", "1", "0", "0", "-"]


def test_before_the_first_worker_is_there_the_picture_says_so():
    assert picture("x", Tally(0.0), 1.0)[-1] == "  waiting for the first worker"


def test_of_many_workers_only_some_have_a_line():
    lines = picture("x", tally_of(*(str(number) for number in range(MOST_ROWS + 7))), 60.0)
    assert lines[-1] == "  and 7 more"
    assert len(lines) == 3 + MOST_ROWS + 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(40.4, "40 s"), (720.0, "12 min"), (12_000.0, "3 h 20 min"), (432_000.0, "5 days")],
)
def test_how_long_something_takes(seconds, said):
    assert duration(seconds) == said


def test_what_the_operators_list_refused_is_in_the_trail_once():
    tally = Tally(0.0, refusals=[ConsentError("Not on the list.", "1.2.3")])
    for _ in range(2):
        run._note_refusals(tally)
    (entry,) = Trail.open().read()
    assert (entry.who, entry.did, len(entry.series)) == ("command line", "refused", 16)
