import pytest

from dashboard.state import memory_limit as module
from dashboard.state.memory_limit import (
    LEAST_DEFAULT_BYTES,
    PROGRAM_BYTES,
    VARIABLE,
    machine_bytes,
    memory_limit,
)

PHYSICAL = 24 * 10**9


@pytest.fixture(autouse=True)
def machine_of_24_gb(monkeypatch):
    monkeypatch.setattr(module, "_physical", lambda: PHYSICAL)


@pytest.mark.parametrize(
    ("told", "limit"),
    [
        ("6 GB", 6 * 10**9),
        ("6GB", 6 * 10**9),
        (" 1.5 gb ", 15 * 10**8),
        ("6144 MiB", 6144 * 2**20),
        ("2 TB", 2 * 10**12),
        ("off", None),
        ("OFF", None),
    ],
)
def test_what_the_operator_says(told, limit):
    assert memory_limit({VARIABLE: told}) == limit


@pytest.mark.parametrize("told", ["6", "GB", "-6 GB", "6 KB", "6 GB or so", "1e3 GB", "٦ GB", "on"])
def test_what_is_no_size_is_named(told):
    with pytest.raises(ValueError, match=VARIABLE) as error:
        memory_limit({VARIABLE: told})
    assert error.value.args[0].code == "no_size_of_memory"


def test_less_than_the_program_takes_is_no_limit_to_work_under():
    with pytest.raises(ValueError, match=VARIABLE) as error:
        memory_limit({VARIABLE: f"{PROGRAM_BYTES // 10**6} MB"})
    assert error.value.args[0].code == "memory_for_the_program_alone"


@pytest.mark.parametrize(
    ("there", "limit"),
    [(PHYSICAL, 18 * 10**9), (10**9, LEAST_DEFAULT_BYTES), (None, None)],
)
def test_by_default_a_share_of_what_there_is_and_never_too_little(monkeypatch, there, limit):
    monkeypatch.setattr(module, "machine_bytes", lambda: there)
    assert memory_limit({}) == limit


def test_a_container_or_a_service_may_have_less_than_the_machine(tmp_path):
    groups, own = tmp_path / "groups", tmp_path / "own"
    assert machine_bytes(groups, own) == PHYSICAL
    groups.mkdir()
    (groups / "memory.max").write_text("8000000000\n")
    assert machine_bytes(groups, own) == 8 * 10**9
    service = groups / "system.slice" / "liverlens.service"
    service.mkdir(parents=True)
    (service / "memory.max").write_text("max\n")
    own.write_text("0::/system.slice/liverlens.service\n")
    assert machine_bytes(groups, own) == 8 * 10**9
    (service.parent / "memory.max").write_text("4000000000\n")
    assert machine_bytes(groups, own) == 4 * 10**9


def test_the_first_version_of_control_groups_counts_too(tmp_path):
    (tmp_path / "memory").mkdir()
    file = tmp_path / "memory" / "memory.limit_in_bytes"
    file.write_text("2000000000")
    assert machine_bytes(tmp_path, tmp_path / "own") == 2 * 10**9
    # It says so where there is no limit.
    file.write_text("9223372036854771712")
    assert machine_bytes(tmp_path, tmp_path / "own") == PHYSICAL


def test_a_path_of_a_group_leads_nowhere_else(tmp_path):
    (tmp_path / "groups").mkdir()
    (tmp_path / "memory.max").write_text("5")
    (tmp_path / "own").write_text("0::/../\n")
    assert machine_bytes(tmp_path / "groups", tmp_path / "own") == PHYSICAL
