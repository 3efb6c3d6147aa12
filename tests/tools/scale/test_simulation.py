from dataclasses import replace

import pytest

from tools.scale.costs import Costs, Plant
from tools.scale.simulation import simulate

#: A series is 1 s of work; 100 MB; 10 ms of the database and 1 ms of the driver.
COSTS = Costs(
    read=0.2,
    analyse=0.78,
    bytes_read=100e6,
    claim=0.008,
    progress=0.0,
    done=0.002,
    claim_statements=7,
    progress_statements=3,
    done_statements=10,
    driver=0.001,
    queue_bytes=500,
    record_bytes=1500,
    worker_bytes=1e9,
)


def test_what_a_series_costs_in_all():
    assert COSTS.alone == pytest.approx(0.99)
    # First, last, and in 0.98 s a fifth of a report and a fifteenth of a sign of life.
    assert COSTS.reports == pytest.approx(2 + 0.98 / 5 + 0.98 / 15)
    assert COSTS.statements == pytest.approx(17 + 3 * COSTS.reports)
    assert COSTS.database == pytest.approx(0.010)


def test_the_limits_of_each_part():
    limits = Plant(99, storage=1e9, database_cores=2).limits(COSTS)
    assert limits == {
        "workers": pytest.approx(100.0),
        "storage": pytest.approx(10.0),
        "database": pytest.approx(200.0),
        "driver": pytest.approx(1000.0),
    }


def test_one_worker_waits_for_nobody():
    found = simulate(COSTS, Plant(1, storage=1e9))
    # 0.99 s, 0.1 s from the storage, 0.001 s of the driver.
    assert found.rate == pytest.approx(1 / 1.091, rel=0.03)
    assert max(found.wait.values()) == 0.0
    assert found.use["storage"] == pytest.approx(0.1 / 1.091, rel=0.05)


@pytest.mark.parametrize(
    ("plant", "costs", "part", "rate"),
    [
        (Plant(100, storage=1e9), COSTS, "storage", 10.0),
        (Plant(400, storage=1e12, database_cores=1), COSTS, "database", 100.0),
        (Plant(400, storage=1e12), replace(COSTS, driver=0.02), "driver", 50.0),
    ],
)
def test_many_workers_get_what_the_narrowest_part_gives(plant, costs, part, rate):
    found = simulate(costs, plant)
    assert found.rate == pytest.approx(rate, rel=0.05)
    assert found.use[part] == pytest.approx(1.0, abs=0.03)
    # All the others wait there.
    assert found.wait[part] == max(found.wait.values()) > 1.0
    assert found.facts(1000)["breaks_first"] == part


def test_what_ten_million_series_mean():
    facts = simulate(COSTS, Plant(100, storage=1e9)).facts(10_000_000)
    assert facts["read_bytes"] == 1e15
    assert facts["database_bytes"] == 20e9
    assert facts["workers_memory_bytes"] == 100e9
    # Ten a second.
    assert facts["days"] == pytest.approx(1e6 / 86400, rel=0.05)
    assert facts["waiting_after_a_day"] == pytest.approx(10e6 - 864_000, rel=0.01)
