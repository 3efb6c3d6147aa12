"""The PACS page against a fake archive."""

from __future__ import annotations

import json

import pytest

from core.errors import StoreError
from core.pacs import Query
from core.receive.ours import MARKER
from dashboard.screens.pacs import sentences
from dashboard.services import launch
from dashboard.state.archive_view import view_of
from dashboard.state.session import Session
from tests.core.pacs.made_files import (
    JSON,
    MULTIPART,
    SERIES,
    STUDY,
    as_json,
    ct_file,
    fake_server,
    multipart,
    wait_for,
)
from tests.pages.conftest import components_of, html_of
from tools.mock_dicom.mock_slice import PATIENT_ID

pytestmark = pytest.mark.usefixtures("no_worker")

BODIES = [ct_file(n) for n in range(1, 21)]
STUDY_ROW = {
    "0020000D": {"Value": [STUDY]},
    "00100020": {"Value": [PATIENT_ID]},
    "00100010": {"Value": [{"Alphabetic": "DOE^JANE"}]},
    "00080020": {"Value": ["20260105"]},
    "00201206": {"Value": [2]},
}
SERIES_ROWS = [
    {
        "0020000D": {"Value": [STUDY]},
        "0020000E": {"Value": [uid]},
        "00080060": {"Value": ["CT"]},
        "0008103E": {"Value": [text]},
        "00201209": {"Value": [20]},
    }
    for uid, text in ((SERIES, "Liver venous"), ("1.2.9", "Liver arterial"))
]


class Archive:
    """What it answers can be changed."""

    def __init__(self) -> None:
        self.studies: tuple[int, str, bytes] = (200, JSON, as_json([STUDY_ROW]))
        self.bodies = BODIES

    def answer(self, path):
        path = path.partition("?")[0]
        if path.endswith("/studies"):
            status, kind, body = self.studies
            return status, {"Content-Type": kind}, body
        if path.endswith("/series"):
            return 200, {"Content-Type": JSON}, as_json(SERIES_ROWS)
        return 200, {"Content-Type": MULTIPART}, multipart(self.bodies)


@pytest.fixture
def archive(tmp_path, monkeypatch):
    made = Archive()
    with fake_server(made.answer) as fake:
        path = tmp_path / "pacs.toml"
        path.write_text(
            f'[site.main]\nprotocol = "dicomweb"\nurl = "{fake.url}"\ntitle = "Main archive"\n'
            f'may_link = true\n[receive]\nfolder = "{tmp_path / "inbox"}"\n'
        )
        monkeypatch.setenv("LIVERLENS_PACS", str(path))
        yield made


def rows(app, number=0) -> list[dict]:
    return json.loads(components_of(app)[number].proto.json)["rows"]


def search(app, session):
    app.text_input(key="pacs-patient").set_value(PATIENT_ID)
    next(b for b in app.button if b.label == "Search").click().run()
    settle(app, session)


def settle(app, session):
    """Run the page again until nothing is under way."""
    view = view_of(session)
    jobs = [job for job in (view.search, view.listing) if job is not None]
    jobs += [one.job for one in view.transfers]
    for job in jobs:
        wait_for(lambda job=job: job.finished)
    app.run()
    assert not app.exception


def series_in(inbox):
    """Folders of series; the inbox has a mark of its own beside them."""
    return [one for one in inbox.glob("*") if one.name != MARKER]


def test_without_a_site_it_explains_itself(open_app):
    app = open_app("pacs")
    assert "No archive is configured" in html_of(app)
    assert "LIVERLENS_PACS" in html_of(app)
    assert f"<dd>{sentences.until_then()}</dd>" in html_of(app)
    assert "Open files on the Review page" in [button.label for button in app.button]
    assert not app.text_input


def test_a_list_of_archives_that_is_wrong_is_one_sentence(open_app, tmp_path, monkeypatch):
    path = tmp_path / "pacs.toml"
    path.write_text("[site.main]\nprotocol = 5\n")
    monkeypatch.setenv("LIVERLENS_PACS", str(path))
    app = open_app("pacs")
    assert "pacs.toml" in app.error[0].value


def test_a_search_for_everything_is_refused(open_app, archive):
    session = Session()
    app = open_app("pacs", session)
    next(b for b in app.button if b.label == "Search").click().run()
    assert "every study" in app.error[0].value
    assert view_of(session).search is None


def test_from_a_search_to_the_series_that_suits(open_app, archive):
    session = Session()
    app = open_app("pacs", session)
    search(app, session)
    (row,) = rows(app)
    assert [cell["text"] for cell in row["cells"]][:3] == ["2026-01-05", PATIENT_ID, "DOE, JANE"]
    view_of(session).studies = (STUDY,)
    app.run()
    settle(app, session)
    table = rows(app, 1)
    assert [row["cells"][5]["text"] for row in table] == ["best", "yes"]
    ticked = json.loads(components_of(app)[1].proto.json)["selected"]
    assert ticked == [SERIES]


def at_the_series(open_app, session):
    app = open_app("pacs", session)
    search(app, session)
    view_of(session).studies = (STUDY,)
    app.run()
    settle(app, session)
    return app


def test_the_series_opens_in_memory_alone(open_app, archive, tmp_path):
    session = Session()
    app = at_the_series(open_app, session)
    app.button(key="pacs-open").click().run()
    settle(app, session)
    app.run()
    assert session.opened is not None
    assert session.opened.uid == SERIES
    assert not (tmp_path / "inbox").exists()


def test_half_a_series_says_so_and_opens_nothing(open_app, archive):
    session = Session()
    app = at_the_series(open_app, session)
    archive.bodies = BODIES[:7]
    app.button(key="pacs-open").click().run()
    settle(app, session)
    assert "7 of 20 files" in html_of(app)
    assert session.opened is None


@pytest.mark.parametrize("button", ["pacs-open", "pacs-queue"])
def test_a_series_of_another_patient_is_not_taken(open_app, archive, store, tmp_path, button):
    session = Session()
    app = at_the_series(open_app, session)
    archive.bodies = [ct_file(n, PatientID="OTHER") for n in range(1, 21)]
    app.button(key=button).click().run()
    settle(app, session)
    assert "another patient" in html_of(app)
    assert session.opened is None
    assert series_in(tmp_path / "inbox") == []


def test_queued_series_lie_in_the_inbox_and_wait(open_app, archive, store, tmp_path):
    session = Session()
    app = at_the_series(open_app, session)
    app.button(key="pacs-queue").click().run()
    settle(app, session)
    assert "1 series queued" in html_of(app)
    (item,) = store.queue.items()
    assert (item.state, item.n_slices) == ("waiting", 20)
    (folder,) = series_in(tmp_path / "inbox")
    assert item.paths == (str(folder),)
    assert PATIENT_ID not in folder.name
    assert (tmp_path / "inbox").stat().st_mode & 0o077 == 0


def test_without_consent_nothing_is_queued_or_opened(
    open_app, archive, store, tmp_path, monkeypatch
):
    from core.audit import Trail

    (tmp_path / "consent.txt").write_text("1.2.3\n")
    monkeypatch.setenv("LIVERLENS_CONSENT", str(tmp_path / "consent.txt"))
    session = Session()
    app = at_the_series(open_app, session)
    app.button(key="pacs-queue").click().run()
    settle(app, session)
    app.button(key="pacs-open").click().run()
    settle(app, session)
    assert html_of(app).count("not on the operator") == 2
    assert (store.queue.items(), session.opened) == ([], None)
    told = [entry.what for entry in Trail.open().read() if entry.did == "refused"]
    assert told == ["no_consent", "no_consent"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, "text/html", b"<html>Sign in"), "web page"),
        ((401, "text/plain", b""), "does not let us in"),
        ((200, JSON, b"[]"), ""),
    ],
)
def test_what_a_bad_archive_answers_is_a_sentence(open_app, archive, answer, words):
    archive.studies = answer
    session = Session()
    app = open_app("pacs", session)
    search(app, session)
    if words:
        assert words in app.error[0].value
    else:
        assert "No study fits" in html_of(app)


def test_a_locked_worklist_is_one_sentence(open_app, archive, monkeypatch):
    from dashboard.services import worklist_store

    session = Session()
    app = at_the_series(open_app, session)

    def locked():
        raise StoreError("The worklist is locked by another program: try again.")

    monkeypatch.setattr(worklist_store, "required", locked)
    app.button(key="pacs-queue").click().run()
    settle(app, session)
    assert "locked by another program" in html_of(app)


def test_a_link_opens_the_study(open_app, archive):
    session = Session()
    view_of(session).asked = Query(study_uid=STUDY)
    app = open_app("pacs", session)
    settle(app, session)
    app.run()
    assert session.opened is not None


def test_a_link_to_a_site_that_allows_none(open_app, archive, tmp_path):
    path = tmp_path / "pacs.toml"
    path.write_text(path.read_text().replace("may_link = true", "may_link = false"))
    session = Session()
    view_of(session).asked = Query(study_uid=STUDY)
    app = open_app("pacs", session)
    assert "may_link" in app.error[0].value
    assert view_of(session).transfers == []


@pytest.mark.parametrize(
    ("told", "asked", "goes"),
    [
        ({"study": STUDY}, Query(study_uid=STUDY), True),
        ({"accession": "A-17"}, Query(accession="A-17"), True),
        ({"accession": "*"}, None, True),
        ({"study": "../../evil"}, None, True),
        ({"series": "abc"}, None, False),
    ],
)
def test_what_an_address_asks_for(monkeypatch, told, asked, goes):
    session = Session()
    monkeypatch.setattr(launch.st, "query_params", told)
    assert launch.take(session) == goes
    assert view_of(session).asked == asked
    assert not {"study", "accession"} & set(told)
