"""The Readers page: making a study, joining, reading blind, agreement and consensus."""

from __future__ import annotations

import html

import pytest

from core.worklist.study_sentences import has_an_arbiter, nobody_known, nothing_to_submit
from dashboard.components.read_blind import sentences as blind_sentences
from dashboard.screens.readers import sentences
from dashboard.services import reading
from dashboard.state.session import Session
from tests.core.worklist.made_records import some_record
from tests.core.worklist.made_studies import (
    ANNA,
    BERT,
    CLEO,
    OWNER,
    some_annotation,
    some_series,
    some_study,
)
from tests.dashboard.tiny_case import finish, session_with
from tests.pages.conftest import html_of

pytestmark = pytest.mark.usefixtures("no_worker")

FIRST, SECOND = (some_series(number).series_digest for number in (1, 2))


def button(app, label: str):
    return next(one for one in app.button if one.label == label)


def labels(app) -> list[str]:
    return [one.label for one in app.button]


def open_as(open_app, person: str, session: Session | None = None):
    """The page as that person sees it, once what runs behind it has ended."""
    session = session or Session()
    session.who = person
    app = open_app("readers", session)
    finish(session)
    return app.run()


def test_before_the_first_study(open_app, store):
    app = open_as(open_app, OWNER)
    assert "No study yet" in html_of(app)
    # Nothing to read yet: the way to a series stands first.
    assert f"<dd>{sentences.nothing_to_choose_from()}</dd>" in html_of(app)
    assert button(app, "Open one on the Review page")
    button(app, "New study").click().run()
    assert not app.exception
    assert sentences.nothing_to_choose_from() in html_of(app)
    assert button(app, "Make the study").disabled
    button(app, "Cancel").click().run()
    assert "No study yet" in html_of(app)


def test_nobody_makes_a_study_without_being_known(open_app, store):
    app = open_app("readers", Session())
    assert [one.value for one in app.warning] == [nobody_known()]
    assert button(app, "New study").disabled


def test_a_study_of_what_is_open_and_what_is_in_the_worklist(open_app, store):
    record = store.save(some_record(1))
    session = session_with()
    app = open_as(open_app, OWNER, session)
    button(app, "New study").click().run()
    choice = app.multiselect(key="study-series")
    assert [one.endswith("open here") for one in choice.options] == [True, False]
    app.text_input(key="study-name").set_value("Spring")
    choice.set_value([store.key.series_digest(session.opened.uid), record.series_digest])
    app.text_area(key="study-instructions").set_value("Outline <b>all</b>.")
    button(app, "Make the study").click().run()
    assert not app.exception
    (study,) = store.studies.list()
    assert (study.name, study.owner, study.is_blind) == ("Spring", OWNER, True)
    assert [one.n_slices for one in study.series] == [6, 40]
    # Of the open one the size is known.
    assert study.series[0].shape == (6, 64, 64)
    assert "Outline &lt;b&gt;all&lt;/b&gt;." in html_of(app)
    assert "You are <b>the owner</b>" in html_of(app)


def test_a_study_without_a_name_is_refused_and_the_form_stays(open_app, store):
    store.save(some_record(1))
    app = open_as(open_app, OWNER)
    button(app, "New study").click().run()
    button(app, "Make the study").click().run()
    assert not app.exception
    assert store.studies.list() == ()
    assert "Make the study" in labels(app)
    assert any("needs a name" in one.value for one in app.error)


def test_who_has_no_role_sees_the_study_and_nothing_of_what_was_read(open_app, store):
    study = some_study(store, ANNA, BERT)
    for reader in (ANNA, BERT):
        store.save_annotation(
            FIRST, reader, some_annotation(), base=0, study=study.id, submitted=True
        )
    app = open_as(open_app, CLEO)
    assert sentences.join_to_see() in html_of(app)
    assert "Agreement" not in html_of(app)
    button(app, "Join as a reader").click().run()
    assert not app.exception
    assert store.studies.get(study.id).readers == (ANNA, BERT, CLEO)
    assert "You are <b>Reader 3</b>" in html_of(app)


def test_a_second_arbiter_is_not_offered_and_is_refused(open_app, store):
    study = some_study(store)
    app = open_as(open_app, CLEO)
    # Somebody else is faster.
    store.studies.join(study.id, BERT, "arbiter")
    button(app, "Join as the arbiter").click().run()
    assert [one.value for one in app.error] == [has_an_arbiter(study.name)]
    assert button(app, "Join as the arbiter").disabled


def test_a_blind_reader_sees_the_others_once_they_have_submitted(open_app, store):
    study = some_study(store, ANNA, BERT)
    store.save_annotation(
        FIRST, BERT, some_annotation(2, kind="cyst"), base=0, study=study.id, submitted=True
    )
    session = Session()
    app = open_as(open_app, ANNA, session)
    assert sentences.agreement_comes_later(True) in html_of(app)
    # Nothing is saved and the series is not open here: that can't be submitted.
    button(app, "Submit my reading").click().run()
    assert [one.value for one in app.error] == [nothing_to_submit()]
    store.save_annotation(FIRST, ANNA, some_annotation(4, kind="hcc"), base=0, study=study.id)
    app.run()
    button(app, "Submit my reading").click().run()
    assert not app.exception
    finish(session)
    app.run()
    assert [one.value for one in app.info] == [sentences.submitted(0)]
    drawn = html_of(app)
    # 16 voxels against 8: Dice 2/3. Both call it a lesion, of different kinds.
    assert "<td>Is it a lesion</td><td>1</td><td>100 %</td>" in drawn
    assert "<td>Kind of lesion</td><td>1</td><td>0 %</td>" in drawn
    assert "0.67" in drawn
    assert "Submit my reading" not in labels(app)


def test_consensus_by_staple_says_what_it_lacks(open_app, store):
    study = some_study(store, ANNA, BERT)
    for reader in (ANNA, BERT):
        store.save_annotation(
            FIRST, reader, some_annotation(), base=0, study=study.id, submitted=True
        )
    session = Session()
    app = open_as(open_app, OWNER, session)
    assert "<td>1</td><td>0</td><td>0</td><td>0.0 %</td>" in html_of(app)
    session.studying.method = "staple"
    app.session_state["readers-method"] = "staple"
    app.run()
    finish(session)
    app.run()
    assert "STAPLE takes 3 to 16 readers, and there are 2" in html_of(app)


def test_the_arbiter_begins_from_the_majority(open_app, store):
    study = some_study(store, ANNA, BERT)
    store.studies.join(study.id, CLEO, "arbiter")
    for reader, columns in ((ANNA, 4), (BERT, 2)):
        store.save_annotation(
            FIRST, reader, some_annotation(columns), base=0, study=study.id, submitted=True
        )
    app = open_as(open_app, CLEO)
    (begin,) = [one for one in app.button if one.label.startswith("Begin ")]
    begin.click().run()
    assert not app.exception
    kept = store.annotation(FIRST, CLEO, study=study.id)
    assert (kept.version, kept.is_submitted) == (1, False)
    assert int((kept.annotation.voxels == 2).sum()) == 8
    assert not [one for one in app.button if one.label.startswith("Begin ")]


def test_a_series_whose_images_are_gone_is_said(open_app, store):
    some_study(store, ANNA)
    app = open_as(open_app, ANNA)
    assert sentences.series_is_gone() in html_of(app)
    assert button(app, "Open to read").disabled


def test_the_owner_is_told_what_to_read_next_and_adds_it(open_app, store):
    study = some_study(store)
    added = store.save(some_record(2))
    app = open_as(open_app, OWNER)
    button(app, "Add it to the study").click().run()
    assert not app.exception
    assert [one.series_digest for one in store.studies.get(study.id).series] == [
        FIRST,
        added.series_digest,
    ]


def test_the_command_names_the_study_for_a_shell(open_app, store):
    some_study(store)
    app = open_as(open_app, OWNER)
    button(app, "Write the command").click().run()
    (code,) = app.code
    assert "--from-annotations 'Lesions in spring' --consensus majority" in code.value
    assert code.value.startswith("python -m core train ")


def test_a_deleted_study_is_gone_from_the_page(open_app, store):
    some_study(store)
    app = open_as(open_app, OWNER)
    app.button(key="study-delete").click().run()
    assert not app.exception
    assert store.studies.list() == ()
    assert "No study yet" in html_of(app)


def study_of_the_tiny_case(store, session: Session):
    """A blind study of the series in view, which Anna reads."""
    series = reading.study_series(store, session.opened)
    study = store.studies.create("Tiny", OWNER, [series])
    return store.studies.join(study.id, ANNA)


@pytest.mark.parametrize("page", ["explain", "compare", "risk"])
def test_pages_of_the_model_are_closed_to_a_blind_reader(open_app, store, page):
    session = session_with(analysed=True)
    session.who = ANNA
    study = study_of_the_tiny_case(store, session)
    reading.attach_all(session)
    app = open_app(page, session)
    assert html.escape(blind_sentences.read_blind(study.name)) in html_of(app)
    assert "Run analysis" not in labels(app)
    reading.submit(session, store, study, study.series[0])
    app.run()
    assert not app.exception
    assert "You read this series blind" not in html_of(app)


def test_the_record_of_a_series_that_is_read_blind_is_left_out(open_app, store):
    record = store.save(some_record(1))
    store.save(some_record(2))
    some_study(store, ANNA)
    session = Session(who=ANNA)
    session.listing.picked = record.id
    app = open_app("worklist", session)
    assert blind_sentences.records_left_out(1) in html_of(app)
    assert record.pseudonym not in html_of(app)
    assert "<b>1 record</b>" in html_of(app)
    # Bert reads nothing, and sees both.
    other = open_app("worklist", Session(who=BERT))
    assert "<b>2 records</b>" in html_of(other)
