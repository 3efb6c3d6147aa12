"""The whole app under Streamlit's AppTest, with a model whose answers are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.services import models
from dashboard.state.session import Session
from tests.dashboard.no_speeds import no_speeds_yet  # noqa: F401
from tests.dashboard.tiny_case import CARD, MODEL

REPO = Path(__file__).resolve().parents[2]
OpenApp = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _blocks_are_livers(small_livers) -> None:
    """The pages say what they say of a whole liver, though the block of `tiny_case` has 90 mL."""


@pytest.fixture
def known_model_only(monkeypatch) -> None:
    """The only model there is is the known one."""
    monkeypatch.setattr(models, "model_cards", lambda: {CARD.name: CARD})
    monkeypatch.setattr(models, "model", lambda _card: MODEL)


@pytest.fixture
def open_app(known_model_only) -> OpenApp:
    """`open_app(page, session)`: the app on that page with that session, run once.

    After each run of a test nothing may have gone wrong uncaught.
    """

    def run(page: str = "review", session: Session | None = None) -> AppTest:
        app = AppTest.from_file(str(REPO / "dashboard" / "app.py"), default_timeout=60)
        if session is not None:
            app.session_state["liverlens"] = session
        app.run()
        if page != "review":
            app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return run


def html_of(app: AppTest) -> str:
    """All HTML that the app drew, style sheets left out."""
    drawn = [element.proto.body for element in app.get("html")]
    return "\n".join(text for text in drawn if "<style>" not in text)


#: Components that are on every page and draw nothing of it.
EVERYWHERE = ("liverlens_uploader", "liverlens_shell", "liverlens_press")


def components_of(app: AppTest) -> list:
    """The viewers and tables of the page."""
    drawn = app.get("bidi_component")
    return [one for one in drawn if one.proto.component_name not in EVERYWHERE]


@pytest.fixture
def store():
    """The worklist's."""
    from dashboard.services import worklist_store

    return worklist_store.available()


@pytest.fixture
def no_worker(monkeypatch):
    """The queue is left alone: what the pages do with it is tested here, not the work."""
    from dashboard.services import queue_worker

    monkeypatch.setattr(queue_worker.QueueWorker, "wake", lambda self: None)
