"""The model menu above every page."""

import re
from dataclasses import replace

import pytest

from dashboard.services import models, speeds
from tests.dashboard.screens.models.measured import measured_card, metrics
from tests.dashboard.tiny_case import session_with
from tests.pages.conftest import html_of

CARDS = [
    measured_card("first", metrics=metrics(lesion_sensitivity=0.5)),
    measured_card("second", metrics=metrics(lesion_sensitivity=0.75)),
]
SPEED = {"ms_per_slice_median": 6.84, "engine": "onnx", "batches": 30, "batch_size": 8}
OPEN = "model-menu"


@pytest.fixture
def two_cards(known_model_only, monkeypatch):
    monkeypatch.setattr(models, "model_cards", lambda: {card.name: card for card in CARDS})


@pytest.fixture
def open_menu(open_app, two_cards):
    def run(session=None, page="review"):
        app = open_app(page, session)
        app.session_state[OPEN] = True
        return app.run()

    return run


def rows_of(app):
    """(name, speed, line) of each model."""
    found = re.findall(
        r'<div class="ll-pick[^"]*"><b>(.*?)</b><em>(.*?)</em><span>(.*?)</span>', html_of(app)
    )
    return {name: (speed, line) for name, speed, line in found}


def test_closed_it_lists_nothing(open_app, two_cards):
    assert rows_of(open_app("review", session_with())) == {}


def test_each_model_has_its_name_a_line_and_its_speed(open_menu):
    speeds.SPEEDS.take_timing(CARDS[0].sha256, SPEED)
    rows = rows_of(open_menu(session_with()))
    assert list(rows) == ["first", "second"]
    assert rows["first"][0] == "6.8 ms per slice here"
    assert rows["second"][0] == "not timed here yet"
    assert "Most lesions found" not in rows["first"][1]
    assert "<strong>Most lesions found</strong>" in rows["second"][1]


def test_the_fastest_appears_as_soon_as_two_were_timed(open_menu):
    app = open_menu(session_with())
    assert "astest here" not in html_of(app)
    for card, ms in zip(CARDS, (6.84, 9.0), strict=True):
        speeds.SPEEDS.take_timing(card.sha256, {**SPEED, "ms_per_slice_median": ms})
    assert "<strong>Fastest here</strong>" in rows_of(app.run())["first"][1]


def test_a_click_takes_the_model_into_use_and_closes_the_menu(open_menu):
    session = session_with()
    app = open_menu(session)
    assert session.card.name == "first"
    next(b for b in app.button if b.label.startswith("Use: second.")).click().run()
    assert session.card.name == "second"
    assert rows_of(app) == {}
    # The other pages use it too.
    app.switch_page("../pages/risk.py").run()
    assert session.card.name == "second"


def test_a_model_that_has_gone_gives_way_to_the_first(open_menu):
    session = session_with()
    session.card = replace(CARDS[1], name="gone")
    open_menu(session)
    assert session.card.name == "first"
