"""The pictures of the start page over HTTP."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.labels import SLICE_CLASSES
from dashboard.components.start import pictures

NAMES = ("viewer", *SLICE_CLASSES)
MOST_BYTES = 120_000


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=pictures.routes()))


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_light_and_kept_by_the_browser(client, name):
    answer = client.get(pictures.path_of(name))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.content) < MOST_BYTES
    assert Image.open(io.BytesIO(answer.content)).format == "WEBP"


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/0000000000000000/viewer.webp",  # of another release
        "/pictures/none/nothing.webp",
        "/pictures/none/..%2F..%2Fstart%2Fpictures.webp",
    ],
)
def test_nothing_else_is_to_be_had(client, path):
    assert client.get(path).status_code == 404
