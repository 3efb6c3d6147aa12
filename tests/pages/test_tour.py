"""The start page and the tour under AppTest."""

from __future__ import annotations

import re

from dashboard.services import tour
from dashboard.state.session import Session
from tests.dashboard.tiny_case import CARD, open_in, tiny_analysis, tiny_series
from tests.pages.conftest import components_of, html_of


def touring() -> Session:
    session = Session()
    opened = open_in(session, tiny_series(), tour.SAMPLE)
    opened.keep(tiny_analysis(opened.series), is_stored=True)
    return session


def stop_of(app) -> str:
    return re.search(r"<h2><b>(\d of 5)</b> (\w+)", html_of(app)).expand(r"\1 \2")


def press(app, name: str):
    app.button(key=f"tour-{name}").click().run()
    assert not app.exception, app.exception
    return app


def test_the_start_page_says_what_it_is_and_shows_it(open_app):
    app = open_app()
    drawn = html_of(app)
    assert "LiverLens reads CT scans of the liver" in drawn
    for picture in ("viewer", "normal", "benign", "malignant"):
        assert re.search(rf'<img [^>]*src="/pictures/[0-9a-f]{{16}}/{picture}\.webp"', drawn)
    assert app.button(key="tour-start-main").label == "Take the tour"


def test_the_tour_leads_over_four_pages_and_back(open_app):
    app = open_app(session=touring())
    assert "ll-tour" not in html_of(app)
    app.button(key="tour-start-side").click().run()
    assert stop_of(app) == "1 of 5 Lesion"
    assert app.button(key="tour-back").disabled
    names = [one.proto.component_name for one in components_of(app)]
    assert "liverlens_viewer" in names
    press(app, "next")
    assert stop_of(app) == "2 of 5 Why"
    assert any(one.key == "explain-target" for one in app.get("button_group"))
    press(app, "next")
    assert stop_of(app) == "3 of 5 Models"
    press(app, "next")
    assert stop_of(app) == "4 of 5 Risk"
    assert "Rule:" in html_of(app)
    press(app, "next")
    assert stop_of(app) == "5 of 5 Report"
    assert "tour-next" not in [button.key for button in app.button]
    press(app, "back")
    assert stop_of(app) == "4 of 5 Risk"
    press(app, "end")
    assert "ll-tour" not in html_of(app)
    assert "Rule:" in html_of(app)


def test_a_stored_result_is_marked_and_can_be_computed(open_app):
    app = open_app(session=touring())
    app.button(key="tour-start-side").click().run()
    drawn = html_of(app)
    assert f"Stored result of {CARD.name}" in drawn
    assert "ll-stored" in drawn
    assert not next(b for b in app.button if b.label == "Run analysis").disabled


def test_on_another_page_the_tour_offers_the_way_back(open_app):
    app = open_app(session=touring())
    app.button(key="tour-start-side").click().run()
    app.switch_page("../pages/models.py").run()
    assert stop_of(app) == "1 of 5 Lesion"
    press(app, "show")
    names = [one.proto.component_name for one in components_of(app)]
    assert "liverlens_viewer" in names
    assert "tour-show" not in [button.key for button in app.button]


def test_large_type_is_one_choice_in_two_places(open_app):
    session = touring()
    app = open_app(session=session)
    app.toggle(key="large-type-side").set_value(True).run()
    assert session.large_type
    app.button(key="tour-start-side").click().run()
    assert app.toggle(key="large-type-tour").value
    app.toggle(key="large-type-tour").set_value(False).run()
    assert not app.toggle(key="large-type-side").value
    assert not session.large_type


def test_without_a_model_there_is_no_tour(open_app, monkeypatch):
    app = open_app()
    assert app.button(key="tour-start-side").label == "Take the tour"
    monkeypatch.setattr("dashboard.services.models.model_cards", dict)
    app.run()
    assert "tour-start-side" not in [button.key for button in app.button]


def test_the_model_of_the_tour_is_the_only_one_there(open_app):
    session = touring()
    open_app(session=session)
    assert tour.main_card(session).name == CARD.name
