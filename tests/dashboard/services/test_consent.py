"""What the operator's list refuses to a person on the pages."""

from __future__ import annotations

import threading

import pytest

from core.audit import Trail
from core.errors import ConsentError
from dashboard.services import analyses, consent, models
from dashboard.state.notice import Action
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with, tiny_series


@pytest.fixture(autouse=True)
def listed(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    path = tmp_path / "consent.txt"
    path.write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(path))
    return path


@pytest.fixture
def session():
    found = session_with(tiny_series(study_uid="1.2.841"))
    found.who = "browser-1"
    return found


def lines() -> list[tuple[str, str, str]]:
    return [(entry.who, entry.did, entry.what) for entry in Trail.open().read()]


def test_an_analysis_is_refused_at_once_and_the_series_stays(session, listed):
    assert analyses.begin(session, session.opened, CARD) is None
    assert [notice.code for notice in session.notices] == ["no_consent"]
    assert lines() == [("browser-1", "refused", "no_consent")]
    assert session.opened.job(CARD) is None
    listed.write_text("1.2.841\n")
    assert analyses.begin(session, session.opened, CARD) is not None
    finish(session)


def test_a_list_that_changed_while_the_work_waited_is_in_the_trail(session, listed):
    listed.write_text("1.2.841\n")
    release = threading.Event()
    # One at work goes before it.
    first = session.begin(lambda *_: release.wait(60), name="Other work")
    job = analyses.begin(session, session.opened, CARD)
    listed.write_text("1.2.840\n")
    release.set()
    first.wait(60)
    finish(session)
    assert job.state == "failed"
    assert [notice.code for notice in session.notices] == ["no_consent"]
    assert lines() == [("browser-1", "refused", "no_consent")]


def test_a_page_that_asks_again_and_again_is_in_the_trail_once(session, listed):
    for _ in range(3):
        assert consent.refusal(session, session.opened).code == "no_consent"
    assert lines() == [("browser-1", "refused", "no_consent")]
    listed.write_text("1.2.841\n")
    assert consent.refusal(session, session.opened) == ""


def test_several_that_were_left_out_are_one_notice_and_a_line_each(session):
    with pytest.raises(ConsentError) as first:
        consent.check(session.who, session.opened)
    consent.tell(session, [first.value, first.value], Action.QUEUE)
    assert [(notice.code, notice.kind) for notice in session.notices] == [("no_consent", "warning")]
    assert len(lines()) == 3
