"""Workers by ssh. No second machine was there: a stand-in for ssh runs the command on this one."""

from __future__ import annotations

import json
import os
import shlex

import pytest
from distributed import Security

from core.cluster import Crew, How, Settings, ssh, started, starting
from core.errors import ClusterError
from core.worklist import add_inputs
from tests.core.cluster.programs import stand_in
from tests.core.cluster.quick import make_quick
from tests.core.worklist.made_records import WEIGHTS

HERE = Settings(workers=2, how=How.SSH, hosts=("node1", "ada@node2"))


@pytest.fixture
def on_this_machine(monkeypatch, tmp_path):
    """The stand-in for ssh is found first, and the scheduler may listen to this machine alone."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(starting, "check", lambda *_: None)


@pytest.mark.usefixtures("light_workers", "on_this_machine")
def test_two_hosts_work_on_the_queue_and_no_secret_is_in_a_command(
    shared_store, series_folder, tmp_path
):
    notes = stand_in("ssh", tmp_path)
    add_inputs(shared_store, [series_folder(6)], "quick", WEIGHTS)
    with started(HERE, shared_store) as cluster:
        crew = Crew(shared_store, cluster, make_analyse=make_quick)
        tally = crew.run()
    assert shared_store.queue.counts() == {"done": 6}
    assert tally.done == 6
    assert sorted((notes / "hosts").read_text().split()) == ["ada@node2", "node1"]
    commands = (notes / "commands").read_text()
    assert "core.cluster.remote" in commands
    for secret in (os.environ["LIVERLENS_KEY"], os.environ["DATABASE_URL"], "PRIVATE KEY"):
        assert secret not in commands


@pytest.mark.usefixtures("light_workers", "on_this_machine")
def test_hosts_that_let_nobody_in_are_named(shared_store, series_folder, tmp_path):
    stand_in("ssh", tmp_path, fails=True)
    add_inputs(shared_store, [series_folder(1)], "quick", WEIGHTS)
    with started(HERE, shared_store) as cluster, pytest.raises(ClusterError) as caught:
        Crew(shared_store, cluster, make_analyse=make_quick).run()
    assert caught.value.code == "ssh_ended"
    assert "Permission denied (publickey)." in str(caught.value)
    assert shared_store.queue.counts() == {"waiting": 1}


def test_what_a_worker_is_told_goes_over_its_standard_input(shared_store):
    security = Security.temporary()
    order = ssh.worker_order("tls://10.0.0.5:1", 3, security, shared_store, gpu=1)
    assert (order["scheduler"], order["name"]) == ("tls://10.0.0.5:1", "3")
    assert order["security"]["tls_worker_key"] == security.tls_worker_key
    environment = order["environment"]
    # With its password, where it has one.
    assert environment["DATABASE_URL"].startswith("postgresql+psycopg://postgres@/")
    assert environment["LIVERLENS_KEY"] == "k" * 32
    assert environment["OMP_NUM_THREADS"] == "1"
    assert environment["CUDA_VISIBLE_DEVICES"] == "1"
    # One line: the rest of the input says that the worker is still wanted.
    assert "\n" not in json.dumps(order)


def test_a_path_is_quoted_for_the_shell_of_the_host():
    words = shlex.split(ssh.remote_command("/opt/my python/bin/python"))
    assert words[0] == "cd"
    assert os.path.isdir(os.path.join(words[1], "core"))
    assert words[-4:] == ["exec", "/opt/my python/bin/python", "-m", "core.cluster.remote"]
