"""Results on their way to an archive and to a record system, to the sentence at the end."""

from __future__ import annotations

import io
import threading

import pydicom
import pytest

import core.pacs
from core.audit import Trail
from core.correction import corrected, from_analysis
from core.errors import Cancelled, PacsError
from core.fhir import Site as Server
from core.fhir import client
from core.pacs import Outcome, Site
from core.pacs.instance import read_instance
from core.pacs.sentences import refused_with_status
from dashboard.services import models, results, sending, sentences
from tests.core.export.dicom.made import ct
from tests.core.fhir.fake_server import FakeServer, running
from tests.core.pacs.fake_archive import FakeArchive
from tests.dashboard.tiny_case import (
    CARD,
    DEADLINE,
    MODEL,
    finish,
    session_with,
    tiny_analysis,
)

SITE = Site("main", "dicomweb", title="Main archive", url="http://a.example/d", may_send=True)
KINDS = ("seg", "sr")


@pytest.fixture
def session(monkeypatch):
    monkeypatch.setattr(models, "model", lambda _card: MODEL)
    found = session_with(ct(PatientID="77"))
    found.who = "browser-1"
    found.opened.keep(tiny_analysis(found.opened.series))
    found.cards, found.card = {CARD.name: CARD}, CARD
    return found


@pytest.fixture
def archive(monkeypatch, session):
    made = FakeArchive(ct=session.opened.series.instances[0].series_uid)
    monkeypatch.setattr(core.pacs, "open_archive", lambda _site: made, raising=False)
    return made


def state_of(session):
    return session.opened.by(CARD.sha256)


def begin(session, kinds=KINDS) -> None:
    opened = session.opened
    sending.begin_dicom(session, opened, opened.analysis(CARD), SITE, kinds)


def to_the_end(session) -> None:
    """As the page does it: look again whenever a step has ended."""
    while (job := state_of(session).sending.job) is not None:
        job.wait(DEADLINE)
        assert job.finished
        sending.collect(session, session.opened, state_of(session))


def notices(session) -> list[tuple[str, str]]:
    return [(notice.code, notice.kind) for notice in session.notices]


def lines() -> list[tuple[str, str, str]]:
    return [(entry.who, entry.did, entry.what) for entry in Trail.open().read()]


def test_from_a_click_to_the_archive(session, archive):
    begin(session)
    # A second click while it is under way.
    begin(session)
    to_the_end(session)
    assert len(archive.came) == 2
    assert notices(session) == [("stored_in_archive", "info")]
    said = session.notices[0].text
    assert said == "Main archive has all 2 objects: outlines, measurements."
    assert lines() == [("browser-1", "sent", "2 of 2 objects in main, 2 of them new")]
    (entry,) = Trail.open().read()
    assert len(entry.patient) == len(entry.series) == 16


def test_the_same_results_are_not_sent_again(session, archive):
    begin(session)
    to_the_end(session)
    begin(session)
    to_the_end(session)
    assert len(archive.came) == 2
    assert session.notices[-1].text.endswith("outlines, measurements, 2 of them from before.")


def test_what_a_reader_corrected_goes_out_as_something_else(session, archive):
    begin(session)
    to_the_end(session)
    own = session.opened.analysis(CARD)
    annotation = from_analysis(own)
    annotation.voxels[2, 20:22, 24:32] = 0
    better = corrected(own, annotation)
    assert better.is_corrected
    sending.begin_dicom(session, session.opened, better, SITE, ("seg",))
    to_the_end(session)
    assert len(archive.came) == 3
    made = pydicom.dcmread(io.BytesIO(archive.came[-1]))
    assert made.SeriesDescription.startswith("Liver outlines, corrected")
    assert "SEMIAUTOMATIC" in {one.SegmentAlgorithmType for one in made.SegmentSequence}


def test_what_failed_is_named(session, archive):
    archive.has_ct = False
    made = results.dicom_objects(session.opened.analysis(CARD), MODEL, kinds=("sr",))
    archive.refuses = {read_instance(body).sop_instance_uid for body in made.files.values()}
    begin(session)
    to_the_end(session)
    assert notices(session) == [("stored_in_archive", "warning")]
    said = session.notices[0].text
    assert "1 of 2 objects: outlines. Not there: measurements (no room)" in said
    assert sentences.archive_lacks_the_ct("Main archive") in said
    assert lines() == [("browser-1", "sent", "1 of 2 objects in main, 1 of them new")]


def test_an_archive_that_is_down_is_a_sentence_and_in_the_trail(session, archive, monkeypatch):
    def down(*_):
        raise PacsError(refused_with_status("main", 500))

    monkeypatch.setattr(archive, "store", down)
    begin(session)
    to_the_end(session)
    assert notices(session) == [("refused_with_status", "error")]
    assert lines() == [("browser-1", "sent", "not whole to main: refused_with_status")]
    assert state_of(session).sending.job is None


def test_cancelled_on_the_way(session, archive, monkeypatch):
    reached = threading.Event()

    def slow(files, cancel):
        reached.set()
        cancel.wait(DEADLINE)
        raise Cancelled
        yield

    monkeypatch.setattr(archive, "store", slow)
    begin(session)
    state_of(session).sending.job.wait(DEADLINE)
    sending.collect(session, session.opened, state_of(session))
    assert reached.wait(DEADLINE)
    state_of(session).sending.job.cancel()
    to_the_end(session)
    assert notices(session) == [("sending_was_cancelled", "info")]
    assert "stays there" in session.notices[0].text
    assert lines() == [("browser-1", "sent", "cancelled on the way to main")]


def test_cancelled_before_anything_was_sent(session, archive):
    begin(session)
    state_of(session).sending.job.cancel()
    work = state_of(session).sending
    work.making.wait(DEADLINE)
    if work.making.result is None:
        to_the_end(session)
        assert "nothing was sent" in session.notices[0].text
    assert archive.came == []


def test_without_consent_nothing_is_made(session, archive, tmp_path, monkeypatch):
    (tmp_path / "consent.txt").write_text("1.2.840\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    begin(session)
    assert notices(session) == [("no_consent", "error")]
    assert state_of(session).sending.job is None
    assert lines() == [("browser-1", "refused", "no_consent")]


def test_closing_the_series_ends_it(session, archive):
    begin(session)
    job = state_of(session).sending.job
    session.close(session.opened.key)
    assert job.off.is_set()


def test_the_bundle_goes_to_the_record_system_once(session, monkeypatch):
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    patient = {"resourceType": "Patient", "id": "p1", "identifier": [{"value": "77"}]}
    with running(FakeServer([patient], [])) as fake:
        server, opened = Server(fake.base), session.opened
        for _ in range(2):
            sending.begin_fhir(session, opened, opened.analysis(CARD), server, named=False)
            to_the_end(session)
        n = len(fake.stored)
        # Of what is not assessable: study, device, category and report.
        assert n == 4
        where = str(server)
    assert notices(session) == [("stored_in_record_system", "info")] * 2
    assert f"{n} resources are new" in session.notices[0].text
    assert lines() == [
        ("browser-1", "sent", f"{n} new and 0 known resources in {where}"),
        ("browser-1", "sent", f"0 new and {n} known resources in {where}"),
    ]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(), "Nothing was sent to A: there is nothing to store."),
        (Outcome(new=("liverlens-report.dcm",)), "A has the object: report."),
        (
            Outcome(
                new=("liverlens-image-1.dcm", "liverlens-map.dcm"),
                known=("liverlens-image-2.dcm", "liverlens-seg.dcm"),
            ),
            "A has all 4 objects: outlines, 2 key images, heatmap, 2 of them from before.",
        ),
        (
            Outcome(missing=(("liverlens-image-3.dcm", "no room"),)),
            "A has 0 of 1 object. Not there: key image 3 (no room). Send again for the rest.",
        ),
    ],
)
def test_how_it_ended_in_words(outcome, words):
    assert sentences.stored_in_archive("A", outcome) == words


def test_nothing_is_left_of_it_when_the_person_goes(session, archive):
    begin(session)
    job = state_of(session).sending.job
    session.end()
    finish(session)
    job.wait(DEADLINE)
    assert job.off.is_set()
    assert archive.came == []
