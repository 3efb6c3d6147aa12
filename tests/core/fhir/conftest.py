from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.fhir import client
from tests.core.fhir.fake_server import FakeServer, running
from tests.core.laboratory.made import observation

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "urn:oid:1.2.3", "value": "77"}],
    "birthDate": "1966-02-01",
}


@pytest.fixture
def fake(monkeypatch) -> Iterator[FakeServer]:
    """One patient with one value; nothing waits before it tries again."""
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    with running(FakeServer([PATIENT], [observation()])) as server:
        yield server
