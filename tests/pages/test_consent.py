"""A study that is not on the operator's list: it can be looked at, and nothing more."""

from __future__ import annotations

import pytest

from core.audit import Trail
from tests.dashboard.tiny_case import finish, session_with, tiny_series
from tests.pages.conftest import components_of, html_of


@pytest.fixture(autouse=True)
def listed(tmp_path, monkeypatch):
    path = tmp_path / "consent.txt"
    path.write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))
    return path


@pytest.fixture
def session():
    return session_with(tiny_series(study_uid="1.2.841"))


def refusals() -> list[str]:
    return [entry.what for entry in Trail.open().read() if entry.did == "refused"]


def test_it_is_shown_and_not_analysed(open_app, session, listed):
    app = open_app("review", session)
    assert len(components_of(app)) == 1
    next(one for one in app.button if one.label == "Run analysis").click().run()
    assert [notice.code for notice in session.notices] == ["no_consent"]
    assert refusals() == ["no_consent"]
    listed.write_text("1.2.841\n")
    next(one for one in app.button if one.label == "Run analysis").click().run()
    finish(session)
    assert len(session.opened.analyses()) == 1


def test_it_is_not_explained(open_app, session):
    app = open_app("explain", session)
    app.run()
    assert "Not explained" in html_of(app)
    assert "not on the operator" in html_of(app)
    assert components_of(app) == []
    assert refusals() == ["no_consent"]
