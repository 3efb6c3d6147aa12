import json

import pytest

from dashboard.screens.phases import sentences
from dashboard.state.jobs import JobService
from dashboard.state.origin import Sample
from dashboard.state.session import Session
from tests.core.study.tiny_study import block_series, block_study
from tests.dashboard.tiny_case import CARD, discovery_of, finish, open_in, tiny_analysis
from tests.pages.conftest import components_of, html_of


def session_of(*series, analysed: str = "") -> Session:
    """A session that holds those series, the last one in view; the one of that UID is analysed."""
    session = Session(jobs=JobService())
    for one in series:
        opened = open_in(session, one, Sample(one.uid))
        if one.uid == analysed:
            opened.keep(tiny_analysis(one))
    return session


def labels(app) -> list[str]:
    return [button.label for button in app.button]


@pytest.fixture
def measured(open_app):
    """(app, session) of the four phases, all measured."""
    session = session_of(*block_study(), analysed="1.2.3.3")
    app = open_app("phases", session)
    finish(session)
    app.run()
    assert not app.exception
    return app, session


def select(app, label: str):
    (found,) = [one for one in app.selectbox if one.label == label]
    return found


def test_without_a_series_it_says_what_to_do(open_app):
    app = open_app("phases")
    drawn = html_of(app)
    assert sentences.what_the_page_is_for() in drawn
    assert f"<dt>Needs</dt><dd>{sentences.what_it_needs(4)}</dd>" in drawn
    next(b for b in app.button if b.label == "Open one on the Review page").click().run()
    assert not app.exception


def test_one_phase_gives_no_curve(open_app):
    session = session_of(block_series("arterial"))
    drawn = html_of(open_app("phases", session))
    assert "<h1>One phase</h1>" in drawn
    assert sentences.how_to_begin() in drawn
    assert "This series looks arterial" in drawn


def test_a_series_without_a_study_is_alone(open_app):
    session = session_of(
        block_series("arterial", study_uid=""), block_series("portal", study_uid="")
    )
    assert sentences.no_study_uid() in html_of(open_app("phases", session))


def test_the_models_phase_is_analysed_on_a_click(open_app):
    session = session_of(*block_study())
    app = open_app("phases", session)
    assert select(app, "Outlines from").value == "1.2.3.3"
    button = next(one for one in app.button if one.label == "Analyse Liver portal venous")
    button.click().run()
    finish(session)
    by_uid = {one.uid: one for one in session.shelf}
    assert by_uid["1.2.3.3"].analysis(CARD) is not None
    assert by_uid["1.2.3.2"].analysis(CARD) is None


def test_four_phases_side_by_side(measured):
    app, _ = measured
    drawn = html_of(app)
    assert "4 phases, 1 lesion" in drawn
    assert "from the portal-venous series alone" in drawn
    assert drawn.count("Not assessable") == 3
    (viewers,) = components_of(app)
    panes = json.loads(viewers.proto.json)["panes"]
    assert [one["title"] for one in panes] == ["Unenhanced", "Arterial", "Portal-venous", "Delayed"]
    assert panes[1]["note"] == f"lesion 1: 130 HU · {sentences.carried_over('portal')}"
    assert panes[2]["note"] == f"lesion 1: 55 HU · {sentences.outlined_by_model()}"
    assert len({one["mask"] for one in panes}) == 4
    # Breathing moved the unenhanced series 5 mm down: its frame leads back up.
    assert panes[0]["frame"]["to_shared"][2][3] == pytest.approx(5.0, abs=1.5)
    assert panes[0]["jump"]["place_mm"][2] == pytest.approx(25.0, abs=1.5)
    (table, means) = app.dataframe
    row = table.value.iloc[0]
    hu = [row[f"{name}, HU"] for name in ("Unenhanced", "Arterial", "Portal-venous", "Delayed")]
    assert hu == [45.0, 130.0, 55.0, 60.0]
    assert row["Arterial − liver, HU"] == 60.0
    assert row["Relative washout delayed, %"] == pytest.approx(100 * 70 / 130)
    assert means.value.iloc[-1].tolist() == ["aorta", *["not measured"] * 4]
    (chart,) = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    traces = {trace["name"]: trace for trace in chart["data"]}
    assert set(traces) == {"1", "liver", "aorta"}
    assert list(traces["liver"]["y"]) == [60.0, 70.0, 105.0, 90.0]
    downloads = [one.proto.label for one in app.get("download_button")]
    assert downloads[-2:] == ["Curves (CSV)", "Everything (JSON)"]
    assert "Muster" not in drawn


def test_a_person_puts_a_phase_right(measured):
    app, session = measured
    select(app, "Phase of Liver arterial").set_value("portal").run()
    drawn = html_of(app)
    assert "you said so; the guess was arterial" in drawn
    assert sentences.phase_twice(["portal"]) in drawn
    assert {one.uid: one.place.phase_said for one in session.shelf}["1.2.3.2"] == "portal"
    row = app.dataframe[0].value.iloc[0]
    assert row["Portal-venous 1, HU"] == 130.0
    assert row.isna()["Arterial − liver, HU"]
    # And takes it back.
    select(app, "Phase of Liver arterial").set_value("").run()
    assert app.dataframe[0].value.iloc[0]["Arterial − liver, HU"] == 60.0


def test_a_person_who_says_that_it_is_another_phase_takes_the_verdict_away(measured):
    app, _ = measured
    select(app, "Phase of Liver portal venous").set_value("delayed").run()
    drawn = html_of(app)
    assert "from the portal-venous series alone" not in drawn
    assert drawn.count("Not assessable") >= 4


def test_a_phase_that_does_not_fit_is_refused(open_app):
    one, other = block_series("portal"), block_series("arterial")
    other.volume[:] = 40
    session = session_of(other, one, analysed="1.2.3.3")
    app = open_app("phases", session)
    finish(session)
    app.run()
    assert not app.exception
    assert "Not aligned" in html_of(app)
    (viewers,) = components_of(app)
    panes = json.loads(viewers.proto.json)["panes"]
    (refused,) = [pane for pane in panes if pane["frame"] is None]
    assert (refused["mask"], refused["note"]) == (None, sentences.not_carried_over())


def test_images_that_are_not_open_are_opened_by_a_click(open_app):
    portal, arterial = block_series("portal"), block_series("arterial")
    session = session_of(portal, analysed="1.2.3.3")
    session.list_found(discovery_of(arterial), Sample("arterial"))
    session.select(next(iter(session.shelf)).key)
    app = open_app("phases", session)
    assert sentences.open_images(1) in labels(app)
    assert sentences.images_not_open(["Liver arterial"]) in html_of(app)
