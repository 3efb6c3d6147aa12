import pytest
from distributed import CancelledError

from core.cluster.orders import FETCH_SECONDS, Orders, Sent


class FakeFuture:
    """Of Dask, whose task has finished on a worker that may be gone."""

    status = "finished"

    def __init__(self, result: object = None) -> None:
        self._result = result
        self.callbacks: list = []
        self.is_released = False

    def result(self, timeout: float) -> object:
        assert timeout == FETCH_SECONDS
        if isinstance(self._result, BaseException):
            raise self._result
        return self._result

    def add_done_callback(self, call) -> None:
        self.callbacks.append(call)

    def release(self) -> None:
        self.is_released = True


class FakeClient:
    def __init__(self) -> None:
        self.submitted: list[tuple[str, FakeFuture]] = []

    def submit(self, call, order, make, *, workers, **options) -> FakeFuture:
        assert (options["retries"], options["allow_other_workers"]) == (0, False)
        assert options["key"] == f"series-{order.token}"
        future = FakeFuture("said")
        self.submitted.append((workers[0], future))
        return future


@pytest.fixture
def orders():
    common = {"run": "r", "store": "s", "version": "v", "weights": {}, "readers": 0}
    return Orders(FakeClient(), common, list)


@pytest.mark.parametrize("error", [TimeoutError(), OSError("gone"), CancelledError()])
def test_a_result_that_went_with_its_worker_is_not_waited_for(error):
    assert Sent("t", "tls://w1", FakeFuture(error)).result() is None
    assert Sent("t", "tls://w1", FakeFuture("said")).result() == "said"


def test_each_task_goes_to_one_worker_and_comes_back_once(orders):
    for address in ("w1", "w1", "w2"):
        orders.give(address)
    assert orders.by_address() == {"w1": 2, "w2": 1}
    first = orders._client.submitted[0][1]
    for _ in range(2):
        first.callbacks[0](first)
    (ended,) = orders.ended(0.0)
    assert (ended.address, ended.future) == ("w1", first)
    assert len(orders) == 2
    assert list(orders.ended(0.0)) == []


def test_what_was_dropped_does_not_come_back(orders):
    orders.give("w1")
    (token,) = orders.sent
    future = orders._client.submitted[0][1]
    orders.drop(token)
    future.callbacks[0](future)
    assert list(orders.ended(0.0)) == []
    assert future.is_released
    assert not orders
