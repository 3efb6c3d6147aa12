import pytest

from core.measurements import Change
from dashboard.components import sentences
from dashboard.services import worklist
from dashboard.state.session import Session
from tests.core.measurements.made import ellipse, ruler
from tests.core.worklist.made_records import some_record
from tests.dashboard.corrected_case import AFTER_ML, halve
from tests.dashboard.tiny_case import (
    MODEL,
    finish,
    session_with,
)
from tests.pages.conftest import html_of

pytestmark = pytest.mark.usefixtures("no_worker")


def test_the_details_show_what_was_measured(open_app, store):
    session = session_with()
    session.start_analysis(session.opened, MODEL)
    finish(session)
    app = open_app("worklist", session)
    (record,) = store.list()
    session.listing.picked = record.id
    app.run()
    assert "Measurements" not in html_of(app)
    named = ruler(given_name="<b>Cyst</b>")
    store.change_measured(record.series_digest, Change(put=(named, ellipse())))
    app.run()
    assert not app.exception
    drawn = html_of(app)
    assert "<td>&lt;b&gt;Cyst&lt;/b&gt;</td><td>Ruler</td><td>slice 3</td><td>50.0 mm</td>" in drawn
    assert "<td>103 ± 12 HU · −60 to 140 HU · 1,235 mm²</td>" in drawn


def test_a_record_that_follows_a_reader_says_so_with_the_models_own_beside_it(open_app, store):
    session = session_with()
    session.start_analysis(session.opened, MODEL)
    finish(session)
    halve(session.opened)
    worklist.keep_corrected(session, session.opened)
    app = open_app("worklist", session)
    (record,) = store.list()
    assert record.lesions[0]["volume_ml"] == pytest.approx(AFTER_ML, abs=0.01)
    session.listing.picked = record.id
    app.run()
    assert not app.exception
    drawn = html_of(app)
    assert "Outlines corrected by a reader. The model's own: Malignant-looking" in drawn.replace(
        "&#x27;", "'"
    )


@pytest.mark.parametrize("interval", [{"benign": (0.1, 0.3)}, None])
def test_each_probability_of_the_patient_stands_once_with_its_interval(open_app, store, interval):
    if interval is not None:
        interval |= {"normal": (0.0, 0.2), "malignant": (0.6, 0.8)}
    session = Session()
    session.listing.picked = store.save(some_record(1, interval=interval)).id
    drawn = html_of(open_app("worklist", session))
    assert drawn.count("p(benign) <b>") == drawn.count("p(benign)") == 1
    assert ("<em>(0.10–0.30)</em>" in drawn) == (interval is not None)
    assert ("none computed" in drawn) == (interval is None)


def test_one_click_leads_to_all_examinations_of_the_patient(open_app, store):
    patient = "ab" * 8
    first, last, other = (
        store.save(some_record(number, pseudonym=name, lesions=()))
        for number, name in ((1, patient), (2, patient), (3, "cd" * 8))
    )
    session = Session()
    session.listing.picked = last.id
    app = open_app("worklist", session)
    days = f"{first.study_date} and {last.study_date}"
    assert sentences.images_cannot_be_opened(days) in html_of(app)
    next(b for b in app.button if b.label == "Compare over time").click().run()
    assert not app.exception
    assert "2 scans over 1 day" in html_of(app)
    assert next(b for b in app.selectbox if b.label == "Patient").value == patient
    # A patient with one examination has nothing to compare it with.
    app.switch_page("../pages/worklist.py").run()
    session.listing.picked = other.id
    app.run()
    assert next(b for b in app.button if b.label == "Compare over time").disabled
