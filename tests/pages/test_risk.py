import json
import re
from dataclasses import replace

import pytest

from core.measurements import Change
from core.pipeline import analyze
from core.risk import PatientSettings
from core.vocabulary import verdict_text
from core.worklist import PatientKey, record_of
from dashboard import navigation
from dashboard.components import exports
from dashboard.screens.risk import sentences
from tests.core.known_network import block_volume, hu_series
from tests.core.measurements.made import ellipse, ruler
from tests.dashboard.corrected_case import AFTER_ML, BEFORE_ML, halve
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with
from tests.pages.conftest import components_of, html_of


def test_before_a_series_is_open(open_app):
    assert "No series is open" in html_of(open_app("risk"))


def test_before_the_analysis(open_app):
    assert "Not analysed yet" in html_of(open_app("risk", session_with()))


def test_verdict_rule_chart_and_lesions(open_app):
    session = session_with(analysed=True)
    app = open_app("risk", session)
    drawn = html_of(app)
    assert "Malignant-looking" in drawn
    assert "Rule: top-3 mean over liver slices" in drawn
    assert "a class is called from 0.50." in drawn
    assert "liver 90.0 mL, burden" in drawn
    assert '<p class="ll-warn"><b><i aria-hidden="true">▲</i> Warning</b> The liver' in drawn
    assert "Needs review" not in drawn
    (chart,) = app.get("plotly_chart")
    names = {trace.get("name") for trace in json.loads(chart.proto.spec)["data"]}
    assert {"Malignant-looking", "Benign-looking", "Lesion area", "Liver area"} <= names
    (table,) = app.dataframe
    row = table.value.iloc[0]
    # A block of 12 x 12 pixels of 1.5 mm on two slices of 5 mm.
    assert round(row["Volume, mL"], 2) == 3.24
    assert 0 < row["Perpendicular, mm"] <= row["Longest, mm"] < 30
    assert "> 20 HU" in row["Descriptors"]
    assert table.value["Slices"].tolist() == ["4–5"]
    assert table.value["Looks"].tolist() == ["malignant"]


def test_the_chart_shows_the_slices_with_liver_and_by_a_switch_all(open_app):
    session = session_with(analysed=True)

    def span(app) -> list[float]:
        (chart,) = app.get("plotly_chart")
        return json.loads(chart.proto.spec)["layout"]["xaxis"]["range"]

    def switches(app) -> list:
        return [one for one in app.toggle if one.key == "risk-every-slice"]

    app = open_app("risk", session)
    assert (span(app), switches(app)) == ([0, 7], [])  # none to leave out
    analysis = session.opened.analysis(CARD)
    area = analysis.liver_area_mm2.copy()
    area[2:] = 0.0
    session.opened.keep(replace(analysis, liver_area_mm2=area))
    session.opened.position.go_to(1)
    app = open_app("risk", session)
    assert span(app) == [0, 5]  # slice 2 with two more on either side
    session.opened.position.go_to(4)
    assert span(app.run()) == [0, 6]  # as far as the slice in view, number 5
    (switch,) = switches(app)
    assert span(switch.set_value(True).run()) == [0, 7]


def test_the_figures_follow_a_reader_and_say_so_with_the_models_own_beside_them(open_app):
    session = session_with(analysed=True)
    app = open_app("risk", session)
    assert "corrected by a reader" not in html_of(app)
    halve(session.opened)
    app.run()
    assert not app.exception
    drawn = html_of(app)
    assert "corrected by a reader" in drawn
    assert "1 lesion, 3.2 mL in all" in drawn
    (table,) = app.dataframe
    row = table.value.iloc[0]
    assert (round(row["Volume, mL"], 2), row["Slices"]) == (AFTER_ML, "4")
    assert session.opened.analysis(CARD).lesions[0].volume_ml == pytest.approx(BEFORE_ML)


def test_the_rules_stand_side_by_side_with_the_one_in_use_marked(open_app):
    drawn = html_of(open_app("risk", session_with(analysed=True)))
    assert "<b>▸ top-3 mean over liver slices</b>" in drawn
    for rule in ("highest of", "mean over", "noisy-or over", "share of the liver taken"):
        assert rule in drawn
    assert drawn.count("not calibrated</td>") == 5
    assert drawn.count('title="threshold 0.50"') == 10


def test_the_ringed_slices_follow_the_rule_in_use(open_app):
    session = session_with(analysed=True)
    state = session.opened.by(CARD.sha256)
    by_rule = {}
    for rule in ("max", "mean"):
        settings = PatientSettings(rule=rule)
        state.analysis = replace(state.analysis, patient_settings=settings)
        app = open_app("risk", session)
        by_rule[rule] = [c.value for c in app.caption if "count towards" in c.value]
    (one,) = by_rule["max"]
    assert re.search(r"\(ringed\)\. Malignant-looking: 4; Benign-looking: \d\.", one)
    assert by_rule["mean"] == ["All 5 slices with liver count towards the patient's score."]


def test_how_sure_asks_again_and_shows_ranges(open_app):
    session = session_with(analysed=True)
    app = open_app("risk", session)
    assert "Asks the model 8 more times" in html_of(app)
    next(b for b in app.button if b.label == "How sure?").click().run()
    finish(session)
    app.run()
    drawn = html_of(app)
    assert "when asked 8 more times" in drawn
    assert "</b> <em>(" in drawn
    assert "How sure?" not in [b.label for b in app.button]
    (chart,) = app.get("plotly_chart")
    names = {trace.get("name") for trace in json.loads(chart.proto.spec)["data"]}
    assert "Malignant-looking, range" in names


def test_another_model_that_differs_asks_for_review(open_app):
    session = session_with(analysed=True)
    healthy = analyze(hu_series(block_volume(6)), MODEL, engine="torch")
    series = session.opened.series
    session.opened.keep(
        replace(healthy, series=series, weights_sha256="f" * 64, model_name="other")
    )
    drawn = html_of(open_app("risk", session))
    assert (
        "Needs review</b> The models differ: other says indeterminate, p(malignant) 0.10;" in drawn
    )
    # Its block is cut off at the upper end.
    said = sentences.what_other_models_say(
        "other: Nothing found in the part examined, p(malignant) 0.10"
    )
    assert said in drawn


def test_the_worklist_and_the_page_show_the_same_range(open_app):
    session = session_with(analysed=True)
    ours = analyze(session.opened.series, MODEL, engine="torch", views=1)
    session.opened.keep(ours)
    other = replace(ours.patient, p_malignant=0.99, interval=None)
    session.opened.keep(replace(ours, weights_sha256="f" * 64, model_name="other", patient=other))
    drawn = html_of(open_app("risk", session))
    record = record_of(ours, PatientKey(b"0" * 32))
    low, high = record.interval["malignant"]
    assert f"p(malignant) <b>{record.p_malignant:.2f}</b> <em>({low:.2f}–{high:.2f})</em>" in drawn
    assert verdict_text(record) == verdict_text(ours.patient)


def test_everything_can_be_downloaded(open_app):
    app = open_app("risk", session_with(analysed=True))
    labels = [button.proto.label for button in app.get("download_button")]
    files = [
        "Outlines (NIfTI)",
        "Everything (JSON)",
        "Slices (CSV)",
        "Lesions (CSV)",
        "Measurements (CSV)",
    ]
    # In the menu above the page, and below it.
    assert labels == [*files, *files]
    reports = [b.key for b in app.button if "(PDF)" in b.label or b.label == "PDF"]
    assert reports == [
        "report-bar-make",
        "report-menu-named-make",
        "report-risk-make",
        "report-risk-named-make",
    ]


@pytest.mark.parametrize("page", ["review", "explain", "compare", "risk"])
def test_the_pdf_is_one_click_on_every_page_of_a_series(open_app, page):
    app = open_app(page, session_with(analysed=True))
    assert not app.button(key="report-bar-make").disabled
    labels = [button.proto.label for button in app.get("download_button")]
    assert "Outlines (NIfTI)" in labels


def test_pages_about_other_patients_offer_no_files_of_the_series(open_app):
    app = open_app("cohort", session_with(analysed=True))
    assert [b for b in app.button if (b.key or "").startswith("report-")] == []


def test_a_healthy_liver_has_no_table(open_app):
    session = session_with(hu_series(block_volume(6)), analysed=True)
    app = open_app("risk", session)
    assert sentences.no_lesion() in [c.value for c in app.caption]
    assert not app.dataframe


def test_the_slice_in_view_can_be_opened_in_review(open_app):
    session = session_with(analysed=True)
    session.jump(session.opened, 4)
    app = open_app("risk", session)
    button = next(b for b in app.button if b.label == "Open slice 5 in Review")
    button.click().run()
    assert components_of(app)
    assert session.opened.position.index == 4


def test_the_pages_exist():
    for name in ("review", "explain", "risk", "models"):
        assert (navigation.PAGES / f"{name}.py").is_file()


def test_what_was_measured_is_in_the_files(open_app):
    session = session_with(analysed=True)
    session.opened.measured.change(Change(put=(ruler(), ellipse())))
    app = open_app("risk", session)
    labels = [button.proto.label for button in app.get("download_button")]
    assert "Measurements (CSV)" in labels
    told = json.loads(
        exports.analysis_json(session.opened.analyses()[0], session.opened.measured.all())
    )
    assert [one["name"] for one in told["measurements"]] == ["Ruler 1", "Portal vein"]
