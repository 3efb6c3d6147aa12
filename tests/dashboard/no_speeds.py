"""No test sees the speeds that another one measured."""

import pytest

from dashboard.services import speeds


@pytest.fixture(autouse=True)
def no_speeds_yet(monkeypatch) -> None:
    monkeypatch.setattr(speeds, "SPEEDS", speeds.Speeds())
