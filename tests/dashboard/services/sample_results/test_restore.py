"""Giving a sample what was stored of it, and nothing to anything else."""

from __future__ import annotations

import pytest

from dashboard.services import sample_results
from dashboard.services import worklist as kept_in_worklist
from dashboard.services.sample_results import heat, kept
from dashboard.state.explanations import Answer, Asked, Question
from dashboard.state.origin import Sample, Upload
from dashboard.state.session import Session
from tests.dashboard.tiny_case import CARD, MODEL, open_in, other_series, tiny_analysis, tiny_series


@pytest.fixture
def stored(monkeypatch, tmp_path):
    """The known model's analysis of the tiny series, stored as that of the sample "tiny"."""
    monkeypatch.setattr(kept, "DATA", tmp_path)
    analysis = tiny_analysis()
    file = kept.analysis_file("tiny", CARD.name)
    file.parent.mkdir()
    file.write_bytes(kept.packed(analysis, CARD))
    return analysis


def test_a_sample_gets_it_marked_as_stored(stored):
    session = Session()
    opened = open_in(session, tiny_series(), Sample("tiny"))
    assert sample_results.restore(session, opened, [CARD]) == [CARD.name]
    assert opened.by(CARD.sha256).is_stored
    assert opened.analysis(CARD).patient == stored.patient
    # A copy for another page is marked too.
    assert opened.copy().by(CARD.sha256).is_stored


def test_the_worklist_does_not_take_it_for_an_analysis(stored):
    session = Session()
    opened = open_in(session, tiny_series(), Sample("tiny"))
    sample_results.restore(session, opened, [CARD])
    assert opened.analysis(CARD) in kept_in_worklist._kept


def test_it_is_analysed_all_the_same_when_asked(stored):
    session = Session()
    opened = open_in(session, tiny_series(), Sample("tiny"))
    sample_results.restore(session, opened, [CARD])
    job = session.start_analysis(opened, MODEL)
    assert job is not None
    job.wait(60)
    session.collect()
    assert not opened.by(CARD.sha256).is_stored
    assert session.start_analysis(opened, MODEL) is None


@pytest.mark.parametrize("origin", [Upload(), Sample("other")])
def test_nothing_else_gets_it(stored, origin):
    session = Session()
    opened = open_in(session, tiny_series(), origin)
    assert sample_results.restore(session, opened, [CARD]) == []
    assert opened.analysis(CARD) is None


def test_other_images_in_the_samples_folder_do_not_get_it(stored):
    session = Session()
    opened = open_in(session, other_series(), Sample("tiny"))
    assert sample_results.restore(session, opened, [CARD]) == []


def test_what_was_computed_here_stays(stored):
    session = Session()
    opened = open_in(session, tiny_series(), Sample("tiny"))
    own = tiny_analysis(opened.series)
    opened.keep(own)
    assert sample_results.restore(session, opened, [CARD]) == []
    assert opened.analysis(CARD) is own


def test_there_is_no_heatmap_where_none_is_stored(stored):
    session = Session()
    opened = open_in(session, tiny_series(), Sample("tiny"))
    sample_results.restore(session, opened, [CARD])
    question = Question(CARD.sha256, 3, heat.METHOD, "malignant")
    assert not isinstance(opened.explanations.get(Asked(question, heat.MASK)), Answer)
