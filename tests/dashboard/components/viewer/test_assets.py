"""The viewer's files over HTTP: versioned, kept by the browser, nothing else to be had."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.components.viewer import assets


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=assets.routes()))


def test_modules_are_served_as_written_and_kept(client):
    answer = client.get(assets.main_module_path())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text == (assets._SOURCES / "main.js").read_text(encoding="utf-8")


def test_every_module_is_preloaded_but_not_niivue():
    paths = assets.preload_paths()
    assert assets.niivue_path() not in paths
    assert assets.main_module_path() in paths
    assert len(paths) == len(list(assets._SOURCES.glob("*.js")))


@pytest.mark.parametrize(
    "path",
    [
        "/viewer/0000000000000000/main.js",  # of another release
        f"/viewer/{assets.sources_version()}/nothing.js",
        f"/viewer/{assets.sources_version()}/..%2Fassets.js",
        "/viewer/niivue-0.0.1.js",
    ],
)
def test_nothing_else_is_to_be_had(client, path):
    assert client.get(path).status_code == 404


def test_without_niivue_the_answer_says_what_to_run(client, monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "NIIVUE_FILE", tmp_path / "index.js")
    answer = client.get(assets.niivue_path())
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text == f"NiiVue {assets.niivue_version()} is not installed: run `make setup`."


def test_the_lock_file_pins_the_release_of_the_manifest():
    lock = json.loads((assets._HERE / "package-lock.json").read_text(encoding="utf-8"))
    locked = lock["packages"]["node_modules/@niivue/niivue"]
    assert locked["version"] == assets.niivue_version() == "0.69.0"
    assert locked["integrity"].startswith("sha512-")


def test_the_version_follows_the_sources(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "_SOURCES", tmp_path)
    (tmp_path / "main.js").write_text("1", encoding="utf-8")
    assets.sources_version.cache_clear()
    first = assets.sources_version()
    (tmp_path / "main.js").write_text("2", encoding="utf-8")
    assets.sources_version.cache_clear()
    assert assets.sources_version() != first
    assets.sources_version.cache_clear()
