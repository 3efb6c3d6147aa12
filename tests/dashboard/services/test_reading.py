"""Which open series are read for a study, and what a blind reader may see."""

from __future__ import annotations

import numpy as np
import pytest

from core.annotation import LIVER, Annotation, Change, Finding, voxel_of
from core.annotation.run_lengths import encode
from core.errors import StudyError
from core.worklist import Store
from dashboard.services import analyses, readers_outlines, reading, worklist, worklist_store
from dashboard.state import events
from dashboard.state.events import SeriesOpened
from dashboard.state.origin import SAMPLES, Sample, ServerPath
from dashboard.state.reading import Reading
from tests.core.worklist.made_records import some_record
from tests.core.worklist.made_studies import ANNA, BERT, OWNER, some_annotation, some_study
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with


@pytest.fixture
def store() -> Store:
    return worklist_store.available()


@pytest.fixture
def session():
    """Anna's, with an analysed series."""
    made = session_with(analysed=True)
    made.who = ANNA
    return made


def study_of(store: Store, session, name: str = "Tiny", **options):
    series = reading.study_series(store, session.opened)
    study = store.studies.create(name, OWNER, [series], **options)
    return store.studies.join(study.id, ANNA)


def test_an_opened_series_is_read_for_the_study_of_its_reader(store, session):
    study = study_of(store, session)
    opened = session.opened
    assert opened.analysis(CARD) is not None
    events.series_opened.announce(SeriesOpened(session, opened.series))
    assert opened.reading == Reading(study.id, "Tiny", ANNA, hides_model=True)
    assert (opened.analysis(CARD), opened.analyses()) == (None, [])
    # For another reader of the same series nothing changes.
    session.who = BERT
    reading.attach_all(session)
    assert opened.reading is None
    assert opened.analysis(CARD) is not None


def test_until_it_is_submitted(store, session):
    study = study_of(store, session)
    reading.attach_all(session)
    (series,) = study.series
    # Nothing was outlined: the empty reading has the size of the series.
    reading.submit(session, store, study, series)
    assert session.opened.reading is None
    assert session.opened.analysis(CARD) is not None
    kept = store.annotation(series.series_digest, ANNA, study=study.id)
    assert (kept.is_submitted, kept.shape) == (True, (6, 64, 64))
    with pytest.raises(StudyError) as refused:
        reading.submit(session, store, study, series)
    assert refused.value.code == "submitted_already"


def test_what_was_saved_is_what_is_submitted(store, session):
    study = some_study(store, ANNA)
    digest = study.series[0].series_digest
    with pytest.raises(StudyError) as refused:
        reading.submit(session, store, study, study.series[0])
    assert refused.value.code == "nothing_to_submit"
    store.save_annotation(digest, ANNA, some_annotation(), base=0, study=study.id)
    reading.submit(session, store, study, study.series[0])
    versions = store.annotation_versions(digest, study=study.id)
    assert [(one.version, one.is_submitted) for one in versions] == [(1, False), (2, True)]


def test_in_a_study_that_is_not_blind_the_model_is_shown(store, session):
    study_of(store, session, is_blind=False)
    reading.attach_all(session)
    assert not session.opened.hides_model
    assert session.opened.analysis(CARD) is not None


def test_of_two_studies_the_one_on_the_page_is_read(store, session):
    first, second = study_of(store, session, "First"), study_of(store, session, "Second")
    session.studying.study = first.id
    reading.attach_all(session)
    assert session.opened.reading.study == first.id
    reading.submit(session, store, first, first.series[0])
    assert session.opened.reading.study == second.id


def test_a_blind_reader_runs_no_model(store, session, monkeypatch):
    monkeypatch.setattr("dashboard.services.models.model", lambda card: MODEL)
    study_of(store, session)
    reading.attach_all(session)
    assert analyses.begin(session, session.opened, CARD) is None
    assert [one.code for one in session.notices] == ["read_blind"]
    finish(session)


def test_the_record_of_a_blind_reader_is_named_until_submitted(store, session):
    study = some_study(store, ANNA, BERT)
    store.save(some_record(1))
    digest = study.series[0].series_digest
    assert reading.blind_series(session, store) == (digest,)
    store.save_annotation(digest, ANNA, some_annotation(), base=0, study=study.id, submitted=True)
    assert reading.blind_series(session, store) == ()
    session.who = OWNER
    assert reading.blind_series(session, store) == ()


def test_the_size_is_learnt_when_the_series_is_opened(store, session):
    series = reading.study_series(store, session.opened)
    bare = type(series)(series.series_digest, series.pseudonym, series.n_slices)
    study = store.studies.create("Bare", OWNER, [bare])
    session.who = BERT
    reading.attach_all(session)
    kept = store.studies.get(study.id).series[0]
    assert (kept.shape, kept.spacing_mm) == ((6, 64, 64), (5.0, 1.5, 1.5))


def test_where_a_series_of_a_study_lies(store, session, tmp_path, monkeypatch):
    from core.worklist import Kept

    series = reading.study_series(store, session.opened)

    def at(*paths):
        place = Kept.of_paths(store.key, list(paths)).place
        return type(series)(series.series_digest, series.pseudonym, 6, place=place)

    sample = next(iter(sorted(SAMPLES.iterdir())))
    assert reading.origin_on_server(store, at(sample)) == Sample(sample.name)
    (tmp_path / "ct").mkdir()
    assert reading.origin_on_server(store, at(tmp_path / "ct")) is None
    monkeypatch.setenv("LIVERLENS_DATA_DIRS", str(tmp_path))
    assert reading.origin_on_server(store, at(tmp_path / "ct")) == ServerPath(tmp_path / "ct")
    assert reading.origin_on_server(store, at(tmp_path / "gone")) is None
    assert reading.origin_on_server(store, at()) is None


def test_opening_a_series_that_is_nowhere(store, session):
    study = some_study(store, ANNA)
    assert not reading.open_series(session, store, study, study.series[0])
    own = study_of(store, session)
    assert reading.open_series(session, store, own, own.series[0])
    assert session.opened.reading.study == own.id


def drawn(session, *, columns: int) -> Change:
    """What a browser sends that outlines a lesion on slice 3."""
    voxels = np.zeros((64, 64), np.uint8)
    voxels[20:24, :columns] = voxel_of(1)
    return Change({3: encode(voxels)}, (Finding(1),), {})


def test_what_is_outlined_is_saved_to_the_study_and_leaves_the_record_alone(store, session):
    opened = session.opened
    worklist.save(opened.analysis(CARD), session)
    study = study_of(store, session)
    digest = study.series[0].series_digest
    reading.attach_all(session)
    edited = opened.edited
    readers_outlines.bring(edited, session.who)
    # A blind reader starts from nothing, whatever the model outlines.
    assert not edited.now()[1].voxels.any()
    edited.change(drawn(session, columns=5), edited.revision, readers_outlines.keep)
    kept = store.annotation(digest, ANNA, study=study.id)
    assert int((kept.annotation.voxels == voxel_of(1)).sum()) == 20
    assert store.annotated("") == ()
    worklist.keep_missing(session)
    (record,) = store.list()
    assert not record.is_corrected
    # Submitted, the series is as it was outside of the study.
    reading.submit(session, store, study, study.series[0])
    assert store.annotation(digest, ANNA, study=study.id).is_submitted
    readers_outlines.bring(edited, session.who)
    assert (edited.study, edited.is_edited) == ("", False)


def test_others_outlines_are_no_beginning_in_a_study(store, session):
    opened = session.opened
    study = study_of(store, session)
    digest = study.series[0].series_digest
    store.studies.join(study.id, BERT)
    mine = Annotation(np.full((6, 64, 64), LIVER, np.uint8))
    store.save_annotation(digest, BERT, mine, base=0, study=study.id)
    store.save_annotation(digest, BERT, mine, base=0)
    reading.attach_all(session)
    readers_outlines.bring(opened.edited, session.who)
    assert not opened.edited.now()[1].voxels.any()
    # Her own, saved in another window, are.
    store.save_annotation(digest, ANNA, mine, base=0, study=study.id)
    assert reading.open_series(session, store, study, study.series[0])
    assert opened.edited.now()[1].voxels.all()


def test_what_could_not_be_saved_is_not_put_away(store, session):
    edited = session.opened.edited
    edited.change(drawn(session, columns=5), edited.revision, lambda *_: False)
    study_of(store, session)
    reading.attach_all(session)
    assert [one.code for one in session.notices] == ["outlines_wait"]
    assert edited.study == ""
    assert int((edited.now()[1].voxels == voxel_of(1)).sum()) == 20
