"""Where people sign in, nothing but the door is drawn until somebody has who may."""

from __future__ import annotations

import pytest

from core import DISCLAIMER
from core.audit import Trail
from dashboard.security import door, settings
from dashboard.security.identity import Identity
from dashboard.security.settings import Settings
from dashboard.security.sign_in import from_environment
from tests.dashboard.security.test_sign_in import SET_UP
from tests.dashboard.tiny_case import session_with
from tests.pages.conftest import html_of

LISTS = {"LIVERLENS_USERS": "@example.org", "LIVERLENS_ADMINS": "ada@example.org"}


@pytest.fixture(autouse=True)
def asked_to_sign_in(monkeypatch):
    sign_in = from_environment({**SET_UP, **LISTS}, "0.0.0.0")
    monkeypatch.setattr(settings, "_current", Settings(sign_in=sign_in))


def here(monkeypatch, email: str) -> None:
    monkeypatch.setattr(door, "person", lambda: Identity({"email": email}))


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def test_nobody_sees_anything_but_the_door(open_app):
    app = open_app(session=session_with())
    assert labels(app) == ["Sign in"]
    assert "Subject" not in html_of(app)
    assert DISCLAIMER in html_of(app)


def test_whom_the_list_leaves_out_may_only_leave(open_app, monkeypatch):
    here(monkeypatch, "eve@elsewhere.org")
    app = open_app(session=session_with())
    assert labels(app) == ["Sign out"]
    assert "eve@elsewhere.org may not use this server" in html_of(app)
    assert "Subject" not in html_of(app)


def test_who_may_use_it_does_and_sees_no_trail(open_app, monkeypatch):
    here(monkeypatch, "ike@example.org")
    app = open_app(session=session_with())
    assert "Subject" in html_of(app)
    assert "Sign out" in labels(app)
    assert "Audit trail" not in labels(app)


def test_the_administration_sees_the_trail(open_app, monkeypatch):
    here(monkeypatch, "ada@example.org")
    app = open_app(session=session_with())
    next(button for button in app.button if button.label == "Audit trail").click().run()
    assert not app.exception
    drawn = html_of(app)
    assert "signed in" in drawn
    assert Trail.open().user("ada@example.org") in drawn
