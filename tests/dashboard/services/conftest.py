"""The services listen to what the state announces, as in the app."""

from __future__ import annotations

import pytest

from dashboard.services import subscriptions


@pytest.fixture(autouse=True)
def subscribed() -> None:
    subscriptions.subscribe()
