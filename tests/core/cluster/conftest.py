"""Small queues, a real PostgreSQL server, and workers that need no network's libraries."""

from __future__ import annotations

import pytest

from core.cluster import processes
from core.worklist import Store
from tests.core.main_program import no_page_is_the_main_program  # noqa: F401
from tests.core.worklist.conftest import (  # noqa: F401
    own_place,
    postgres_socket,
    postgres_url,
    series_folder,
)


@pytest.fixture
def light_workers(monkeypatch):
    """Workers that import nothing but what these tests need."""
    monkeypatch.setattr(processes, "IMPORTED", ("distributed", "core.cluster.task"))


@pytest.fixture
def shared_store(postgres_url, monkeypatch):  # noqa: F811
    """A store in PostgreSQL that processes started from here find by themselves."""
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("LIVERLENS_KEY", "k" * 32)
    monkeypatch.delenv("LIVERLENS_STORE", raising=False)
    store = Store.open()
    yield store
    store.close()
