from __future__ import annotations

from dataclasses import replace

import pytest

from core.cluster import How, Settings
from core.cluster.settings import Slurm, check, is_loopback
from core.errors import UsageError
from core.worklist import locate

SERVER = locate("postgresql://db.example.org/liverlens")
FILE = locate("/nowhere/worklist.sqlite3")
SSH = Settings(how=How.SSH, hosts=("node1", "ada@node2"), listen="10.0.0.5")
SLURM = Settings(how=How.SLURM, listen="10.0.0.5")


def code_of(settings: Settings, location=SERVER) -> str:
    with pytest.raises(UsageError) as caught:
        check(settings, location)
    return caught.value.code


@pytest.mark.parametrize(
    "settings",
    [
        Settings(workers=4),
        Settings(adapt=(0, 8)),
        Settings(dashboard="127.0.0.1:8787"),
        Settings(how=How.SCHEDULER, scheduler="tls://node0:8786"),
        Settings(how=How.SCHEDULER, scheduler="tcp://127.0.0.1:8786"),
        Settings(how=How.SCHEDULER, scheduler="tcp://[::1]:8786"),
        SSH,
        SLURM,
    ],
)
def test_settings_that_work(settings):
    check(settings, SERVER)


def test_a_file_is_for_workers_of_this_machine():
    check(Settings(workers=2), FILE)
    assert code_of(SSH, FILE) == code_of(SLURM, FILE) == "needs_a_server"


def test_only_jobs_of_slurm_need_a_folder_of_the_users(monkeypatch, tmp_path):
    def no_home():
        raise RuntimeError

    monkeypatch.setattr("core.cluster.settings.data_folder", no_home)
    check(Settings(workers=4), SERVER)
    assert Slurm(shared_folder=tmp_path).folder == tmp_path
    with pytest.raises(UsageError) as caught:
        _ = Slurm().folder
    assert caught.value.code == "no_such_home"


@pytest.mark.parametrize("settings", [SSH, SLURM])
@pytest.mark.parametrize("listen", ["127.0.0.1", "localhost", "::1"])
def test_workers_elsewhere_need_an_address_that_they_reach(settings, listen):
    assert code_of(replace(settings, listen=listen)) == "nobody_reaches_loopback"


@pytest.mark.parametrize(
    "host", ["-oProxyCommand=reboot", "node1;reboot", "node 1", "", "$(reboot)"]
)
def test_a_host_is_a_name_and_nothing_that_ssh_or_a_shell_would_read(host):
    assert code_of(replace(SSH, hosts=("node1", host))) == "not_a_host"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("tcp://10.0.0.5:8786", "not_encrypted"),
        ("tcp://node0:8786", "not_encrypted"),
        ("node0:8786", "not_a_scheduler"),
        ("tls://node0", "not_a_scheduler"),
        ("ws://node0:8786", "not_a_scheduler"),
        ("tls://node0:none", "not_a_scheduler"),
    ],
)
def test_a_scheduler_on_a_network_is_encrypted(address, code):
    assert code_of(Settings(how=How.SCHEDULER, scheduler=address)) == code


@pytest.mark.parametrize("address", ["0.0.0.0:8787", ":8787", "10.0.0.5:8787", "node0:8787"])
def test_the_dashboard_is_for_this_machine(address):
    assert code_of(Settings(dashboard=address)) == "dashboard_is_open"


@pytest.mark.parametrize(
    ("adapt", "code"),
    [((3, 2), "adapt_out_of_order"), ((-1, 2), "adapt_out_of_order"), ((0, 0), "no_workers")],
)
def test_bounds_of_the_number_of_workers(adapt, code):
    assert code_of(Settings(adapt=adapt)) == code


@pytest.mark.parametrize(("text", "seconds"), [("04:00:00", 14400), ("100:00:01", 360001)])
def test_a_walltime_in_seconds(text, seconds):
    assert Slurm(walltime=text).walltime_seconds == seconds


@pytest.mark.parametrize("text", ["4h", "04:60:00", "1-00:00:00", ""])
def test_another_form_of_walltime_is_refused(text):
    assert code_of(replace(SLURM, slurm=Slurm(walltime=text))) == "not_a_walltime"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("[::1]", True), ("0.0.0.0", False), ("", False)],
)
def test_loopback(host, expected):
    assert is_loopback(host) is expected


def test_the_most_workers_there_will_be():
    assert Settings(workers=3).most == 3
    assert Settings(workers=3, adapt=(1, 9)).most == 9
