import json

from dashboard import navigation
from tests.core.known_network import block_volume, hu_series
from tests.dashboard.tiny_case import session_with
from tests.pages.conftest import html_of


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
    assert "Lesions · liver 90 mL" in drawn
    assert "<p>The liver reaches the upper end of the series" in drawn
    (chart,) = app.get("plotly_chart")
    names = {trace.get("name") for trace in json.loads(chart.proto.spec)["data"]}
    assert {"Malignant-looking", "Benign-looking", "Lesion area", "Liver area"} <= names
    (table,) = app.dataframe
    assert table.value["Slices"].tolist() == ["4–5"]
    assert table.value["Looks"].tolist() == ["malignant"]


def test_everything_can_be_taken_along(open_app):
    app = open_app("risk", session_with(analysed=True))
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Everything (JSON)", "Slices (CSV)", "Lesions (CSV)"]


def test_a_healthy_liver_has_no_table(open_app):
    session = session_with(hu_series(block_volume(6)), analysed=True)
    app = open_app("risk", session)
    assert "No lesion was outlined." in [c.value for c in app.caption]
    assert not app.dataframe


def test_the_slice_in_view_can_be_opened_in_review(open_app):
    session = session_with(analysed=True)
    session.jump(session.entry, 4)
    app = open_app("risk", session)
    button = next(b for b in app.button if b.label == "Open slice 5 in Review")
    button.click().run()
    assert app.get("bidi_component")
    assert session.slice_of(session.entry) == 4


def test_the_pages_exist():
    for name in ("review", "explain", "risk", "models"):
        assert (navigation.PAGES / f"{name}.py").is_file()
