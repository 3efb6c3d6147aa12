from core.inference import timing
from core.inference.timing import BATCH_SIZE, WARM_UP_BATCHES, measure_speed
from tests.core.known_network import known_model


class Clock:
    """`perf_counter` that goes on by 1 s each time it is read."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 1.0
        return self.now


def test_milliseconds_a_slice_by_a_clock_that_is_known(monkeypatch):
    monkeypatch.setattr(timing.time, "perf_counter", Clock())
    runs = []

    class Engine:
        name = "counted"

        def __call__(self, batch):
            runs.append(tuple(batch.shape))

    monkeypatch.setattr(timing, "make_engine", lambda *_: Engine())
    # One second between two looks at the clock: 1000 ms a batch, for preparing and for running.
    speed = measure_speed(known_model(), seconds=1e9, most_batches=6)
    assert runs == [(BATCH_SIZE, 3, 64, 64)] * (WARM_UP_BATCHES + 6)
    assert speed["ms_per_slice_median"] == speed["ms_per_slice_p95"] == 1000 / BATCH_SIZE
    assert speed["prepare_ms_per_slice"] == 1000 / BATCH_SIZE
    assert (speed["engine"], speed["batches"], speed["slice_side"]) == ("counted", 6, 64)
    assert speed["machine"]["logical_cores"] >= 1


def test_a_slow_model_is_timed_over_a_few_batches(monkeypatch):
    monkeypatch.setattr(timing.time, "perf_counter", Clock())
    assert measure_speed(known_model(), engine="torch", seconds=1.0)["batches"] == 5
