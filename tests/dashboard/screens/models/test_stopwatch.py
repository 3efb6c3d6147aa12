from streamlit.testing.v1 import AppTest

from core.errors import CheckpointError
from dashboard.screens.models import stopwatch
from dashboard.services import models
from dashboard.state.session import Session
from tests.dashboard.screens.models.measured import SPEED, measured_card

CARDS = {name: measured_card(name) for name in ("a", "b")}


def run(session):
    """`measure_here` inside a script run."""

    def script(session, cards, measure):
        measure(session, cards)

    app = AppTest.from_function(
        script, args=(session, CARDS, stopwatch.measure_here), default_timeout=30
    )
    assert not app.run().exception
    return session


def test_each_model_is_timed_and_one_that_cannot_be_loaded_is_named(monkeypatch):
    def load(card):
        if card.name == "a":
            raise CheckpointError("a.pth: there is no such weights file: check the name.")
        return card

    monkeypatch.setattr(models, "model", load)
    monkeypatch.setattr(stopwatch, "measure_speed", lambda model, seconds: SPEED)
    session = run(Session())
    assert session.speeds == {CARDS["b"].sha256: SPEED}
    assert [n.text for n in session.notices] == [
        "a.pth: there is no such weights file: check the name."
    ]


def test_not_while_an_analysis_runs():
    session = Session()
    session.jobs[("digest", "weights")] = None
    run(session)
    assert session.speeds == {}
    assert "An analysis is running" in session.notices[0].text
