"""What a task does in a worker's process, without Dask around it."""

from __future__ import annotations

import pickle
import secrets
from dataclasses import replace

import pytest

from core import __version__
from core.cluster import task
from core.errors import ClusterError, InputError
from core.worklist import Store, add_inputs
from tests.core.worklist.made_records import WEIGHTS, quick_analysis


@pytest.fixture
def store(tmp_path):
    return Store.open()


@pytest.fixture
def queued(store, series_folder):
    add_inputs(store, [series_folder(3)], "quick", WEIGHTS)


@pytest.fixture
def order(store, monkeypatch) -> task.Order:
    """Of a run of its own; this process plays the worker."""
    monkeypatch.setattr(task, "_name", lambda: "w1")
    monkeypatch.setattr(task, "_benches", {})
    run = secrets.token_hex(4)
    return task.Order(token="t1", run=run, store=store.identity, version=__version__, weights={})


def made(times: list[int]):
    """A factory of analyses that notes each time it is called."""

    def make():
        times.append(1)
        return quick_analysis

    return make


@pytest.mark.usefixtures("queued")
def test_one_series_for_each_task_and_one_model_for_all(store, order):
    times: list[int] = []
    make = made(times)
    results = [task.work_on_one(replace(order, token=f"t{n}"), make) for n in range(4)]
    assert [result.state for result in results] == ["done", "done", "done", "nothing"]
    assert [result.item for result in results] == [1, 2, 3, None]
    assert (results[0].worker, results[0].n_slices) == ("w1", 3)
    assert set(results[0].seconds) == {"claim", "turn", "read", "total"}
    assert len(times) == 1
    assert store.queue.counts() == {"done": 3}


@pytest.mark.usefixtures("queued")
def test_crash_dumps_are_forbidden_before_a_worker_reads_anything(order, monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(task, "forbid_crash_dumps", lambda: done.append("forbidden"))

    def make():
        done.append("model")
        return quick_analysis

    task.work_on_one(order, make)
    assert done == ["forbidden", "model"]


@pytest.mark.usefixtures("queued")
def test_a_series_that_fails_is_named_with_its_reason(store, order):
    def fails(*_):
        raise InputError("Slice 3 is empty: send it again.")

    result = task.work_on_one(order, lambda: fails)
    assert (result.state, result.error) == ("failed", "Slice 3 is empty: send it again.")
    assert store.queue.counts() == {"failed": 1, "waiting": 2}


@pytest.mark.usefixtures("queued")
def test_what_the_operators_list_refuses_goes_back_to_whoever_notes_it(
    order, tmp_path, monkeypatch
):
    (tmp_path / "consent.txt").write_text("1.2.3\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    result = pickle.loads(pickle.dumps(task.work_on_one(order, lambda: quick_analysis)))
    assert (result.state, result.refusal.code) == ("failed", "no_consent")
    assert result.refusal.series_uid


@pytest.mark.usefixtures("queued")
def test_a_run_that_was_stopped_claims_nothing(store, order):
    task.stop_run(order.run)
    assert task.work_on_one(order, lambda: quick_analysis).state == "stopped"
    assert store.queue.counts() == {"waiting": 3}


@pytest.mark.usefixtures("queued")
def test_a_series_in_progress_waits_again_when_its_run_is_stopped(store, order):
    def stopped(series, name, progress, cancel):
        task.stop_run(order.run)
        assert cancel.is_set()
        raise task.Cancelled("Stopped.")

    assert task.work_on_one(order, lambda: stopped).state == "stopped"
    assert [(item.state, item.attempts) for item in store.queue.items()] == [("waiting", 0)] * 3


@pytest.mark.usefixtures("queued")
def test_the_claim_has_the_name_that_the_order_gives_it(store, order):
    """So whoever gave the order can give the series back when the worker is gone."""

    def gone(series, *rest):
        assert store.queue.claimed(["t1", "another"])["t1"].id == 1
        assert store.queue.give_back(["t1"]) == 1
        return quick_analysis(series, *rest)

    assert task.work_on_one(order, lambda: gone).state == "lost"
    assert store.queue.counts() == {"waiting": 3}
    assert store.count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"store": "0" * 16}, "another_store"),
        ({"version": "9.9"}, "another_version"),
        ({"weights": {"no such model": "ab" * 32}}, "another_model"),
    ],
)
@pytest.mark.usefixtures("queued")
def test_a_worker_whose_results_would_be_others_takes_nothing(store, order, change, code):
    with pytest.raises(ClusterError) as caught:
        task.work_on_one(replace(order, **change), lambda: quick_analysis)
    assert caught.value.code == code
    assert store.queue.counts() == {"waiting": 3}


def test_a_worker_without_the_graphics_card_that_was_asked_for(store, order, monkeypatch):
    monkeypatch.setenv("LIVERLENS_DEVICE", "cuda:99")
    with pytest.raises(ClusterError) as caught:
        task.work_on_one(order, lambda: quick_analysis)
    assert caught.value.code == "no_gpu"
