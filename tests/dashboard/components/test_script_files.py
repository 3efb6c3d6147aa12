from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.components.script_files import ScriptFiles
from dashboard.components.uploader.scripts import SCRIPTS


@pytest.fixture
def scripts(tmp_path) -> ScriptFiles:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text("export const a = 1;")
    (tmp_path / "secret.js").write_text("secret")
    return ScriptFiles("part", tmp_path / "js")


def test_a_module_is_sent_to_be_kept_for_ever(scripts):
    client = TestClient(Starlette(routes=scripts.routes()))
    answer = client.get(scripts.path("main"))
    assert (answer.status_code, answer.text) == (200, "export const a = 1;")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert scripts.path("main") in scripts.loader("main")


@pytest.mark.parametrize("name", ["other", "..%2Fsecret", "%2e%2e/secret"])
def test_nothing_else_is_sent(scripts, name):
    client = TestClient(Starlette(routes=scripts.routes()))
    assert client.get(scripts.path(name)).status_code == 404
    assert client.get(f"/part/{'0' * 16}/main.js").status_code == 404


def test_other_sources_have_another_version(scripts, tmp_path):
    before = scripts.version
    (tmp_path / "js" / "main.js").write_text("export const a = 2;")
    assert ScriptFiles("part", tmp_path / "js").version != before


def test_all_that_the_uploader_imports_is_there():
    client = TestClient(Starlette(routes=SCRIPTS.routes()))
    for module in ("main", "uploads", "card", "files", "element"):
        assert client.get(SCRIPTS.path(module)).status_code == 200
