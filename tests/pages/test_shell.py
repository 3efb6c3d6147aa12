from dataclasses import replace

import pytest

from core import DISCLAIMER
from core.errors import CheckpointError
from dashboard.services import models
from tests.dashboard.tiny_case import CARD, finish, session_with, tiny_series
from tests.pages.conftest import html_of


def label_of(app, text):
    return next(button for button in app.button if button.label.startswith(text))


def test_every_page_says_what_it_is_not(open_app):
    for page in ("review", "explain", "risk", "models"):
        assert DISCLAIMER in html_of(open_app(page))


def test_the_footer_takes_the_models_facts_from_its_card(open_app):
    assert CARD.card["summary"] in html_of(open_app())


def test_no_patient_name_until_asked_for(open_app):
    app = open_app(session=session_with(tiny_series(series_description="Portal venous")))
    assert "Muster" not in html_of(app)
    assert "Subject" in html_of(app)
    app.toggle(key="show-names").set_value(True).run()
    assert "Muster, Anna · 77" in html_of(app)
    app.toggle(key="show-names").set_value(False).run()
    assert "Muster" not in html_of(app)


def test_text_of_a_header_is_never_taken_as_html(open_app):
    session = session_with(tiny_series(series_description="<img src=x onerror=alert(1)>"))
    drawn = html_of(open_app(session=session))
    assert "<img src=x" not in drawn
    assert "&lt;img src=x" in drawn


def test_the_analysis_runs_beside_the_page_and_its_result_stays(open_app):
    session = session_with()
    app = open_app(session=session)
    label_of(app, "Run analysis").click().run()
    finish(session)
    app.run()
    assert session.opened.analysis(CARD).patient.category == "malignant"
    assert label_of(app, "Analysed").disabled
    app.switch_page("../pages/risk.py").run()
    assert label_of(app, "Analysed")
    assert "Malignant-looking" in html_of(app)


def test_a_button_has_no_key_of_the_viewer_and_none_has_another_buttons(open_app):
    """Without Alt, keys are the viewer's (viewer/js/keyboard.js)."""
    session = session_with()
    app = open_app(session=session)
    keys = {one.label: one.proto.shortcut for one in app.button if one.proto.shortcut}
    assert keys == {"Run analysis": "alt+a"}
    label_of(app, "Run analysis").click().run()
    finish(session)
    app.run()
    keys |= {one.label: one.proto.shortcut for one in app.button if one.proto.shortcut}
    assert len(keys) > 1
    assert all(key.startswith("alt+") for key in keys.values())
    assert len(set(keys.values())) == len(keys)


def test_without_a_series_there_is_nothing_to_run(open_app):
    assert label_of(open_app(), "Run analysis").disabled


def test_cautions_and_warnings_stand_in_the_bar(open_app):
    series = replace(tiny_series(), warnings=("1 slice is missing near 12.0 mm.",))
    session = session_with(series, analysed=True)
    app = open_app(session=session)
    labels = [block.proto.popover.label for block in app.get("popover")]
    (shown,) = [label for label in labels if label.startswith("Warning")]
    assert shown.startswith("Warning: The liver reaches the upper end")
    assert shown.endswith("(+1)")


def test_weights_that_cannot_be_read_become_a_sentence(open_app, monkeypatch):
    app = open_app(session=session_with())

    def refuse(_card):
        raise CheckpointError("known.pth: there is no such weights file: check the name.")

    monkeypatch.setattr(models, "model", refuse)
    label_of(app, "Run analysis").click().run()
    assert [e.value for e in app.error] == [
        "known.pth: there is no such weights file: check the name."
    ]
    label_of(app, "Dismiss").click().run()
    assert not app.error


def test_a_broken_card_becomes_a_sentence_on_every_page(open_app, monkeypatch):
    def refuse():
        raise CheckpointError("x.json: not a model card: restore it from the repository.")

    app = open_app()
    monkeypatch.setattr(models, "model_cards", refuse)
    for page in ("review", "explain", "risk", "models"):
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception
        assert "x.json: not a model card" in app.error[0].value


ABOUT_OTHERS = ("worklist", "follow_up", "cohort", "models")


@pytest.mark.parametrize("page", ["review", "explain", "risk"])
def test_the_bar_names_the_series_on_a_page_that_is_about_it(open_app, page):
    app = open_app(page, session_with(analysed=True))
    assert "ll-chip" in html_of(app)
    assert app.get("popover")
    assert label_of(app, "Analysed")


@pytest.mark.parametrize("page", ABOUT_OTHERS)
def test_the_bar_does_not_name_the_series_on_a_page_about_other_patients(open_app, page):
    app = open_app(page, session_with(analysed=True))
    assert "ll-chip" not in html_of(app)
    labels = [button.label for button in app.button]
    assert not {"Analysed", "Run analysis"} & set(labels)
    cautions = [block.proto.popover.label for block in app.get("popover")]
    assert not [label for label in cautions if label.startswith("Warning")]


def test_a_notice_goes_with_its_page(open_app):
    session = session_with()
    session.notify("It did not work.", "error")
    app = open_app(session=session)
    assert [error.value for error in app.error] == ["It did not work."]
    app.run()
    assert [error.value for error in app.error] == ["It did not work."]
    app.switch_page("../pages/models.py").run()
    assert not app.error
    app.switch_page("../pages/review.py").run()
    assert not app.error


def test_a_notice_about_an_action_goes_when_it_succeeds(open_app, monkeypatch):
    session = session_with()
    app = open_app(session=session)

    def refuse(_card):
        raise CheckpointError("known.pth: damaged: restore it.")

    with monkeypatch.context() as patched:
        patched.setattr(models, "model", refuse)
        label_of(app, "Run analysis").click().run()
    assert [error.value for error in app.error] == ["known.pth: damaged: restore it."]
    label_of(app, "Run analysis").click().run()
    finish(session)
    app.run()
    assert not app.error
    assert label_of(app, "Analysed")
