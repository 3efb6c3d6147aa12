import os

from core.cluster.processes import (
    ONE_THREAD,
    device_environment,
    environment,
    own_settings,
    worker_options,
)


def test_a_worker_is_one_thread_and_shows_no_page():
    options = worker_options()
    assert options["nthreads"] == 1
    assert options["dashboard"] is False
    assert options["dashboard_address"] == "127.0.0.1:0"
    assert options["env"]["OMP_NUM_THREADS"] == "1"
    assert "CUDA_VISIBLE_DEVICES" not in options["env"]


def test_a_worker_sees_one_graphics_card():
    assert device_environment(1) == {"CUDA_VISIBLE_DEVICES": "1", "LIVERLENS_DEVICE": "cuda"}
    assert worker_options(0)["env"]["CUDA_VISIBLE_DEVICES"] == "0"


def test_only_our_own_settings_are_handed_on(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere/x")
    monkeypatch.setenv("LIVERLENS_KEY", "k" * 32)
    monkeypatch.setenv("AWS_SECRET", "s")
    found = own_settings()
    assert found["DATABASE_URL"] == "postgresql://nowhere/x"
    assert found["LIVERLENS_KEY"] == "k" * 32
    assert "AWS_SECRET" not in found


def test_the_environment_is_as_before_afterwards(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    with environment(ONE_THREAD):
        assert (os.environ["OMP_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("1", "1")
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ
