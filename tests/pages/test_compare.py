import json
from dataclasses import replace

import numpy as np
import pytest

from core.dicom.reference_mask import ReferenceMask
from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from dashboard.screens.compare import page, sentences
from dashboard.services import models, speeds
from dashboard.services.sample_results import kept
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, OTHER_CARD, two_model_session
from tests.dashboard.screens.models.measured import measured_card
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
    # One button, in the place of the comparison.
    (offer,) = [b for b in app.button if b.label.startswith("Analyse with")]
    assert offer.label == "Analyse with 2 models"
    missing = sentences.two_analyses_are_needed([CARD.name, OTHER_CARD.name])
    assert missing.startswith(f"{CARD.name} and {OTHER_CARD.name} have not")
    assert missing in html_of(app)
    assert html_of(app).count("<td>–</td>") >= 4
    assert not app.get("plotly_chart")


def test_one_missing_analysis_is_named(open_app, two_models):
    app = open_app("compare", two_model_session(analysed=1))
    assert button(app, f"Analyse with {OTHER_CARD.name}")
    assert sentences.two_analyses_are_needed([OTHER_CARD.name]) in html_of(app)
    # What the other has found is there already.
    assert "1 · " in html_of(app)


def test_what_is_run_here_is_there_for_all_pages(open_app, two_models):
    session = two_model_session(analysed=0)
    app = open_app("compare", session)
    button(app, "Analyse with").click().run()
    finish(session)
    app.run()
    assert not app.exception
    assert all(session.opened.analysis(card) for card in CARDS.values())
    assert app.get("plotly_chart")


def test_analyses_that_end_after_the_page_was_drawn_bring_the_comparison(
    open_app, two_models, monkeypatch
):
    # A new slice reruns the images alone, with what the page knew when it was drawn.
    found, drawn = page._comparison, []

    def at_first_none(*of):
        drawn.append(None)
        return found(*of) if len(drawn) > 1 else None

    monkeypatch.setattr(page, "_comparison", at_first_none)
    app = open_app("compare", two_model_session())
    assert not app.exception
    assert len(drawn) == 2
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


def stored_session():
    """The first model's result came with the program, the other's was made here."""
    session = two_model_session()
    analysis = session.opened.analysis(CARD)
    session.restore(session.opened, analysis, is_stored=True)
    return session


def test_a_stored_result_is_marked_and_run_live_at_the_press_of_a_button(open_app, two_models):
    session = stored_session()
    app = open_app("compare", session)
    (viewer,) = components_of(app)
    notes = {pane["title"]: pane["note"] for pane in json.loads(viewer.proto.json)["panes"]}
    assert notes == {CARD.name: "stored result", OTHER_CARD.name: ""}
    assert sentences.results_are_stored(CARD.name) in html_of(app)
    assert app.get("plotly_chart")
    # Nothing is computed unasked.
    assert session.opened.heat_comparison is None
    kept = session.opened.analysis(CARD)

    button(app, "Run live").click().run()
    finish(session)
    app.run()
    assert not app.exception
    assert session.opened.analysis(CARD) is not kept
    assert "Stored result" not in html_of(app)
    assert not [b for b in app.button if b.label == "Run live"]


def test_nothing_made_here_is_called_stored(open_app, two_models):
    app = open_app("compare", two_model_session())
    assert "Stored result" not in html_of(app)
    assert not [b for b in app.button if b.label == "Run live"]


def test_the_test_set_stands_beside_the_live_figures(open_app, two_models, monkeypatch):
    cards = {name: replace(card, card=measured_card().card) for name, card in CARDS.items()}
    monkeypatch.setattr(models, "model_cards", lambda: cards)
    drawn = html_of(open_app("compare", two_model_session()))
    assert sentences.on_the_test_subjects("15 subjects, 93 slices") in drawn
    assert "<td>0.987<small>0.96–1.00</small></td>" in drawn


def test_a_reference_has_a_strip_in_the_colours_of_the_classes(open_app, two_models):
    session = two_model_session()
    codes = np.zeros(session.opened.series.volume.shape, np.uint8)
    codes[1:], codes[2, 0, 0], codes[3, 0, 0] = LIVER_CODE, BENIGN_CODE, MALIGNANT_CODE
    session.opened.reference = ReferenceMask("truth.nii.gz", codes)
    app = open_app("compare", session)
    (viewer,) = components_of(app)
    assert json.loads(viewer.proto.json)["reference"] == [0, 1, 2, 3, 1, 1]
    assert shown(app)[-1] == "Reference"
    assert sentences.what_the_reference_strip_is() in html_of(app)


def test_a_sample_opens_filled_with_what_was_stored_of_these_weights(
    open_app, two_models, tmp_path, monkeypatch
):
    monkeypatch.setattr(kept, "DATA", tmp_path)
    session = two_model_session(analysed=0)
    made = two_model_session()
    for card, analysis in zip(CARDS.values(), made.opened.analyses(), strict=True):
        file = kept.analysis_file("tiny", card.name)
        file.parent.mkdir(exist_ok=True)
        # The second one was made by other weights.
        made_by = replace(card, sha256="another") if card is OTHER_CARD else card
        file.write_bytes(kept.packed(analysis, made_by))
    app = open_app("compare", session)
    assert session.opened.by(CARD.sha256).is_stored
    assert session.opened.analysis(OTHER_CARD) is None
    assert button(app, f"Analyse with {OTHER_CARD.name}")
    # Nothing ran, so there is no speed.
    assert speeds.SPEEDS.of(CARD.sha256) is None

    analysis = made.opened.analysis(OTHER_CARD)
    kept.analysis_file("tiny", OTHER_CARD.name).write_bytes(kept.packed(analysis, OTHER_CARD))
    app.run()
    assert app.get("plotly_chart")
    names = f"{CARD.name}, {OTHER_CARD.name}"
    assert sentences.results_are_stored(names) in html_of(app)
    assert button(app, "Run live")
