import json

import pytest

from dashboard.screens.compare import sentences
from dashboard.services import models
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD, finish, session_with
from tests.pages.conftest import components_of, html_of


@pytest.fixture
def two_models(known_model_only, monkeypatch):
    monkeypatch.setattr(models, "model_cards", lambda: dict(CARDS))
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def shown(app) -> list[str]:
    """Titles of the linked images."""
    (viewer,) = components_of(app)
    return [pane["title"] for pane in json.loads(viewer.proto.json)["panes"]]


def button(app, label: str):
    return next(b for b in app.button if b.label.startswith(label))


def test_before_a_series_is_open(open_app):
    assert "No series is open" in html_of(open_app("compare"))


def test_one_model_can_be_compared_with_nothing(open_app):
    app = open_app("compare", session_with(analysed=True))
    assert app.info[0].value == sentences.too_few_models()


def test_before_the_analyses_the_ct_is_there_and_one_button(open_app, two_models):
    app = open_app("compare", two_model_session(analysed=0))
    assert shown(app) == [CARD.name, OTHER_CARD.name]
    assert button(app, "Analyse with 2 models")
    assert "Curves and agreement appear" in html_of(app)
    assert not app.get("plotly_chart")


def test_one_missing_analysis_is_named(open_app, two_models):
    app = open_app("compare", two_model_session(analysed=1))
    assert button(app, f"Analyse with {OTHER_CARD.name}")


def test_what_is_run_here_is_there_for_all_pages(open_app, two_models):
    session = two_model_session(analysed=0)
    app = open_app("compare", session)
    button(app, "Analyse with").click().run()
    finish(session)
    app.run()
    assert not app.exception
    assert all(session.opened.analysis(card) for card in CARDS.values())
    assert app.get("plotly_chart")


def test_curves_tables_and_files(open_app, two_models):
    app = open_app("compare", two_model_session())
    drawn = html_of(app)
    (chart,) = app.get("plotly_chart")
    names = [trace["name"] for trace in json.loads(chart.proto.spec)["data"]]
    assert names == [CARD.name, OTHER_CARD.name]
    assert "Benign-looking" in drawn
    assert "Cohen&#x27;s kappa" in drawn
    assert "Load outlines that someone drew" in drawn
    labels = [one.proto.label for one in app.get("download_button")]
    assert "Everything (JSON)" in labels
    assert "Picture (PNG)" in labels


def test_a_difference_is_clicked_and_comes_into_view(open_app, two_models):
    session = two_model_session()
    app = open_app("compare", session)
    button(app, "Go to slice 5").click().run()
    assert not app.exception
    assert session.opened.position.index == 4


def test_fewer_than_two_picked_is_said(open_app, two_models):
    session = two_model_session()
    session.side_by_side = (CARD.name,)
    app = open_app("compare", session)
    assert app.info[0].value == sentences.pick_more_models(2, 4)
