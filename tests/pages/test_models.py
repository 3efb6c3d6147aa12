"""The Models page with one model, with six, with old cards and with none."""

import json
from dataclasses import replace

import pytest

from dashboard.screens.models import sentences, stopwatch
from dashboard.services import models, speeds
from dashboard.state.jobs import JobService
from dashboard.state.session import Session
from tests.dashboard.screens.models.measured import SPEED, grouped_card, measured_card, metrics
from tests.dashboard.tiny_case import CARD, finish, tiny_analysis
from tests.pages.conftest import components_of, html_of

SIX = ("tf_efficientnet_lite0", "classical_baseline", "inception_v3", "resnet152", "vgg16", "x")
CHARTS = ("Overview", "Classes", "Lesions", "Calibration", "Training")
OLD = measured_card("old")


@pytest.fixture
def open_models(open_app, monkeypatch):
    def run(*cards, session=None):
        monkeypatch.setattr(models, "model_cards", lambda: {card.name: card for card in cards})
        return open_app("models", session)

    return run


def choose(app, section):
    app.segmented_control(key="models-section").set_value(section).run()
    assert not app.exception, app.exception
    return app


def charts_of(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def words_of(app):
    return [a["text"] for c in charts_of(app) for a in c["layout"].get("annotations", ())]


def table_of(app):
    (component,) = components_of(app)
    return json.loads(component.proto.json)


def texts_of(app, row=0):
    """What the cells of a row say, by the titles of the columns."""
    table = table_of(app)
    titles = [column["title"] for column in table["columns"]]
    cells = table["rows"][row]["cells"]
    return dict(zip(titles, (cell["text"] for cell in cells), strict=True))


def test_one_model_with_everything(open_models):
    app = open_models(measured_card())
    assert "<b>15 subjects, 93 slices</b>: no model was trained on them;" in html_of(app)
    assert texts_of(app)["Lesion Dice"] == "0.818"
    assert table_of(app)["foot"][:2] == ["n", "93 slices"]
    for section, charts in zip(CHARTS, (2, 3, 2, 1, 1), strict=True):
        choose(app, section)
        assert len(charts_of(app)) == charts, section
        assert "not measured" not in " ".join(words_of(app)), section
    # One model: nothing to choose from.
    assert not [c for c in app.segmented_control if c.key == "models-one"]


def test_the_validation_figures_say_that_they_were_chosen_on(open_models):
    app = open_models(measured_card())
    app.segmented_control(key="models-part").set_value("Validation").run()
    assert "<b>14 subjects, 89 slices</b>: weights and temperature" in html_of(app)
    assert texts_of(app)["Lesion Dice"] == "0.782"


def test_six_models_side_by_side(open_models):
    cards = [measured_card(name) for name in SIX]
    bare = replace(cards[1], card={"metrics": metrics(liver_dice=None, roc=None)})
    app = open_models(cards[0], bare, *cards[2:])
    assert [row["id"] for row in table_of(app)["rows"]] == list(SIX)
    assert table_of(app)["selected"] == list(SIX)
    assert texts_of(app, 1)["Liver Dice"] == "not measured"
    for section, charts in zip(CHARTS, (2, 2 + 6, 2, 6, 1), strict=True):
        choose(app, section)
        assert len(charts_of(app)) == charts, section
    choose(app, "Model card")
    assert [s.value for s in app.subheader] == ["known" if CARD.name in SIX else SIX[0]]
    app.segmented_control(key="models-one").set_value("vgg16").run()
    assert [s.value for s in app.subheader] == ["vgg16"]


def test_only_what_is_ticked_is_compared_and_keeps_its_colour(open_models):
    session = Session(compared=("vgg16",))
    app = choose(open_models(*map(measured_card, SIX), session=session), "Calibration")
    (chart,) = charts_of(app)
    colour = table_of(app)["rows"][SIX.index("vgg16")]["cells"][0]["swatch"]
    assert colour in chart["layout"]["title"]["text"]


def test_with_nothing_ticked_it_says_what_to_do(open_models):
    app = open_models(measured_card(), session=Session(compared=()))
    for section in CHARTS:
        choose(app, section)
        assert "Tick a model in the table to see it here." in [c.value for c in app.caption]
        assert charts_of(app) == []


@pytest.mark.parametrize(
    "card",
    [
        CARD,
        replace(CARD, card={"metrics": {"liver_dice": 0.9, "n_slices": 3, "n_subjects": 2}}),
        replace(CARD, card={"metrics": {"ci95": None, "roc": [], "per_class": 3}, "history": 1}),
    ],
)
def test_a_card_that_lacks_figures_says_not_measured(open_models, card):
    app = open_models(card)
    texts = texts_of(app)
    assert texts.pop("Model") == card.name
    assert set(texts.values()) <= {"not measured", "not stated", "0.900"}
    for section in CHARTS:
        choose(app, section)
    for section, word in (("Lesions", "Lesions one by one"), ("Calibration", "Reliability")):
        assert any(f"{word} not measured" in text for text in words_of(choose(app, section)))


def test_figures_by_phase_source_and_size_beside_an_older_card(open_models):
    app = choose(open_models(grouped_card(), OLD), "Groups")
    drawn = html_of(app)
    assert "<td>known</td><td>arterial</td><td>2</td><td>1</td><td>not measured</td>" in drawn
    assert "<td>portal</td><td>30</td><td>15</td><td>0.950</td>" in drawn
    assert "<td>0.81\n0.70–1.00</td><td>0.040</td>" in drawn
    assert "<td>msd08a</td>" in drawn
    assert "<td>50 mm and more</td><td>equivalent diameter</td><td>9</td><td>4</td>" in drawn
    assert "<td>arterial</td><td>no</td><td>Too few.</td>" in drawn
    assert "<td>portal</td><td>yes</td><td></td>" in drawn
    assert "<td>old</td><td>not measured</td><td>not measured</td><td></td>" in drawn
    captions = [c.value for c in app.caption]
    # Slice thickness: no card has it.
    assert captions.count("Not measured.") == 1
    assert "At least three subjects." in captions
    choose(app, "Lesions")
    assert sentences.sizes_measured_differently("old") in [c.value for c in app.caption]


@pytest.mark.parametrize(
    "card", [CARD, OLD, replace(CARD, card={"metrics": {"groups": [1]}, "phase_checks": 3})]
)
def test_a_card_without_groups_says_not_measured(open_models, card):
    app = choose(open_models(card), "Groups")
    assert [c.value for c in app.caption].count("Not measured.") >= 3
    assert f"<td>{card.name}</td><td>not measured</td><td>not measured</td><td></td>" in html_of(
        app
    )


def test_the_card_names_phases_and_the_licence_of_each_source(open_models):
    part = {"by_source": {"msd08a": {"slices": 20, "subjects": 9}, "x": {"slices": 1}}}
    card = grouped_card(
        data={"train": part, "test": {}}, source_licences={"msd08a": "CC BY-SA 4.0"}
    )
    drawn = html_of(choose(open_models(card), "Model card"))
    assert "<td>Phases it is shown to work in</td><td>portal</td>" in drawn
    assert (
        "<td>msd08a</td><td>20 slices, 9 subjects</td><td>none</td><td>CC BY-SA 4.0</td>" in drawn
    )
    assert "<td>1 slices, not stated subjects</td><td>none</td><td>not stated</td>" in drawn
    assert "Phase checks" not in drawn


def test_an_older_card_does_not_name_phases(open_models):
    drawn = html_of(choose(open_models(OLD), "Model card"))
    assert "<td>Phases it is shown to work in</td><td>not measured</td>" in drawn
    assert "Licence</th>" not in drawn


def test_a_card_without_figures_says_so(open_models):
    app = choose(open_models(CARD), "Model card")
    assert [s.value for s in app.subheader] == ["known"]
    assert "Not measured." in [c.value for c in app.caption]
    assert "Not stated." in [c.value for c in app.caption]
    assert CARD.sha256 in html_of(app)


def test_limits_and_facts_are_the_cards_own(open_models):
    card = measured_card(limits=["No arterial scans were seen."], licence="Apache-2.0")
    drawn = html_of(choose(open_models(card), "Model card"))
    assert "<td>0.818</td><td>0.35–0.86</td><td>0.782</td>" in drawn
    assert "Apache-2.0" in drawn
    assert "<li>No arterial scans were seen.</li>" in drawn
    assert "11.5 ms per slice (median)" in drawn


def test_a_model_that_was_trained_on_those_subjects_is_named(open_models):
    seen = measured_card("cheat", metrics=metrics(subjects_seen_in_training=3))
    assert sentences.trained_on_some("cheat") in html_of(open_models(seen))


def test_the_speed_is_measured_at_the_press_of_a_button(open_models, monkeypatch):
    here = {**SPEED, "ms_per_slice_median": 7.0, "batches": 30, "batch_size": 8}
    monkeypatch.setattr(stopwatch, "measure_speed", lambda model, seconds: here)
    session = Session(jobs=JobService())
    app = open_models(measured_card(), session=session)
    assert "as the cards state, measured on Fast CPU" in html_of(app)
    next(b for b in app.button if b.label == "Measure speed here").click().run()
    finish(session)
    app.run()
    assert sentences.speed_measured_here("Fast CPU, 2 threads, onnx") in html_of(app)
    assert texts_of(app)["ms/slice"] == "7.0"
    choose(app, "Model card")
    drawn = html_of(app)
    assert "<td>7.0 ms per slice here\nTimed here on 240 slices, onnx.\nOn: Fast CPU" in drawn


def test_a_speed_measured_by_an_analysis_elsewhere_in_the_app_is_taken(open_models):
    card = measured_card()
    analysis = replace(
        tiny_analysis(), weights_sha256=card.sha256, engine="onnx", batch_ms=(4.0, 5.0, 9.0)
    )
    speeds.SPEEDS.take_analysis(analysis)
    app = open_models(card)
    assert texts_of(app)["ms/slice"] == "5.0"
    cells = table_of(app)["rows"][0]["cells"]
    assert "onnx, 6 slices" in [cell["small"] for cell in cells]


def test_without_any_model(open_app, monkeypatch):
    monkeypatch.setattr(models, "model_cards", dict)
    app = open_app("models")
    assert app.info[0].value == sentences.no_model()
