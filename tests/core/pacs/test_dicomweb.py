"""An archive that answers badly: one sentence each, nothing half-stored."""

import logging
import threading
from dataclasses import replace

import pytest

from core.errors import PacsError
from core.outside import retries
from core.pacs import (
    MemoryTarget,
    Query,
    fetch_series,
    open_archive,
    send_files,
)
from tests.core.pacs.answering import JANE, always, find
from tests.core.pacs.made_files import (
    JSON,
    MULTIPART,
    SERIES,
    STUDY,
    as_json,
    ct_file,
    fake_server,
    multipart,
    study_row,
)
from tests.core.refused import refused


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Three tries, without the pauses between them."""
    monkeypatch.setattr(retries.with_retries, "__defaults__", (None, (0.0, 0.0)))


def test_whom_is_searched_for_is_in_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("elsewhere").debug("logs are kept")
    with fake_server(always(200, JSON, as_json([]))) as fake:
        asked = Query(patient_id="ZQX-4711-88", patient_name="Zwiebelfisch")
        open_archive(fake.site()).find_studies(asked)
        assert "ZQX-4711-88" in fake.paths[0]
        assert "Zwiebelfisch" in fake.paths[0]
    assert "logs are kept" in caplog.text
    assert "ZQX-4711-88" not in caplog.text
    assert "Zwiebelfisch" not in caplog.text


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (always(200, "text/html", b"<html>Sign in</html>"), "answered_html"),
        (always(200, JSON, b"[{"), "answered_no_dicom"),
        (always(200, JSON, b"5"), "answered_no_dicom"),
        (always(200, JSON, b"[" * 200_000), "answered_no_dicom"),
        (always(401, "text/plain", b""), "not_allowed"),
        (always(403, "text/plain", b""), "not_allowed"),
        (always(404, "text/plain", b""), "refused_with_status"),
        (always(500, "text/plain", b""), "refused_with_status"),
        (always(503, "text/plain", b""), "refused_with_status"),
        (always(302, "text/plain", b"", Location="http://127.0.0.1:9/evil"), "redirected"),
    ],
)
def test_a_bad_answer_to_a_search_is_one_sentence(answer, code):
    with refused(PacsError, code, "fake"):
        find(answer)


def test_no_result_is_no_error():
    assert find(always(200, JSON, b"[]"))[0].rows == ()
    assert find(always(204, JSON, b""))[0].rows == ()


def test_of_ten_thousand_results_as_many_as_asked_for_are_kept():
    found, fake = find(always(200, JSON, as_json([study_row(n) for n in range(10_000)])))
    assert len(found.rows) == 200
    assert found.is_cut
    assert "limit=201" in fake.paths[0]


def test_an_answer_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("core.pacs.http.MAX_ANSWER_BYTES", 100_000)
    with refused(PacsError, "answer_too_large"):
        find(always(200, JSON, b" " * 200_000))


def test_what_is_busy_is_asked_again():
    answers = iter([503, 503, 200])
    one = as_json([study_row(1)])
    found, fake = find(lambda path: (next(answers), {"Content-Type": JSON}, one))
    assert len(found.rows) == 1
    assert len(fake.paths) == 3


def test_what_is_forbidden_is_not_asked_again():
    with fake_server(always(401, "text/plain", b"")) as fake:
        with refused(PacsError, "not_allowed"):
            open_archive(fake.site()).find_studies(JANE)
        assert len(fake.paths) == 1


def test_nobody_there():
    with fake_server(always(200, JSON, b"[]")) as fake:
        site = fake.site()
    with refused(PacsError, "unreachable", "fake") as told:
        open_archive(site).echo()
    assert "http" not in str(told.value)


def test_a_slow_archive(monkeypatch):
    release = threading.Event()

    def wait(path):
        release.wait(20)
        return 200, {"Content-Type": JSON}, b"[]"

    with fake_server(wait) as fake:
        try:
            with refused(PacsError, "too_slow", "0.2 s"):
                open_archive(replace(fake.site(), timeout_seconds=0.2)).echo()
        finally:
            release.set()


def test_the_token_goes_to_the_archive_alone(monkeypatch):
    monkeypatch.setenv("PACS_TOKEN", "hunter2")
    _, fake = find(always(200, JSON, b"[]"), token_env="PACS_TOKEN")
    assert fake.authorizations == ["Bearer hunter2"]
    nothing = always(200, JSON, b"[]")
    with fake_server(nothing) as other, fake_server(nothing) as ours:
        archive = open_archive(ours.site(token_env="PACS_TOKEN"))
        with refused(PacsError, "another_host"):
            archive._client._http_get(f"{other.url}/studies")
        assert other.paths == []


def test_a_retrieve_url_in_an_answer_is_not_followed():
    with fake_server(always(200, MULTIPART, multipart([]))) as evil:
        row = {
            "0020000D": {"Value": [STUDY]},
            "0020000E": {"Value": [SERIES]},
            "00081190": {"Value": [f"{evil.url}/steal"]},
        }

        def answer(path):
            if path.endswith(SERIES):
                return 200, {"Content-Type": MULTIPART}, multipart([ct_file(1)])
            return 200, {"Content-Type": JSON}, as_json([row])

        with fake_server(answer) as fake:
            archive = open_archive(fake.site())
            (series,) = archive.find_series(STUDY)
            target = MemoryTarget()
            fetch_series(archive, series, target)
            assert [file.data for file in target.files] == [ct_file(1)]
            assert fake.paths[-1] == f"/dicom-web/studies/{STUDY}/series/{SERIES}"
        assert evil.paths == []


def stow(references: str, uids: list[str]) -> bytes:
    items = [{"00081155": {"vr": "UI", "Value": [uid]}} for uid in uids]
    return as_json({references: {"vr": "SQ", "Value": items}})


def test_what_was_accepted_but_is_not_there_afterwards_is_told(tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(ct_file(1))

    def answer(path):
        if path.endswith("/studies"):
            return 200, {"Content-Type": JSON}, stow("00081199", [f"{SERIES}.1"])
        return 200, {"Content-Type": JSON}, b"[]"

    with fake_server(answer) as fake:
        sent = send_files(open_archive(fake.site(may_send=True)), [path])
    assert (sent.arrived, sent.unconfirmed, sent.refused) == ((), (path,), ())


def test_what_was_refused_is_told_with_its_file(tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(ct_file(1))
    for status in (409, 202, 200):
        answer = always(status, JSON, stow("00081198", [f"{SERIES}.1"]))
        with fake_server(answer) as fake:
            sent = send_files(open_archive(fake.site(may_send=True)), [path])
        assert [one for one, _ in sent.refused] == [path]
        assert sent.arrived == ()


REASONS = [[1, 2], "x", "infinity", 1e400, {}, -1, None]
XML = "application/dicom+xml"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *(
            (
                JSON,
                as_json(
                    {
                        "00081198": {
                            "vr": "SQ",
                            "Value": [
                                {
                                    "00081155": {"vr": "UI", "Value": [f"{SERIES}.1"]},
                                    "00081197": {"vr": vr, "Value": [reason]},
                                }
                            ],
                        }
                    }
                ),
            )
            for reason in REASONS
            for vr in ("US", "LO", "DS")
        ),
        (JSON, as_json({"00081199": {"vr": "LO", "Value": ["x"]}})),
        (JSON, as_json({"00081199": {"vr": "SQ", "Value": ["x", 5, None]}})),
        (JSON, as_json({"00081198": {"vr": "US", "Value": [5]}})),
        (JSON, as_json([])),
        (JSON, b"5"),
        (JSON, b""),
        (XML, b"<NativeDicomModel>"),
        (XML, b"<NativeDicomModel><a/></NativeDicomModel>"),
        (XML, b""),
        ("text/plain", b"stored"),
    ],
)
def test_an_odd_answer_to_what_was_sent_confirms_nothing(tmp_path, kind, body):
    path = tmp_path / "one.dcm"
    path.write_bytes(ct_file(1))
    with fake_server(always(200, kind, body)) as fake:
        archive = open_archive(fake.site(may_send=True))
        try:
            settled = list(archive.store([path], threading.Event()))
        except PacsError as error:
            assert error.code in ("answered_no_dicom", "cut_off")
        else:
            assert [one for one, reason in settled if reason] == [path]


def test_nothing_is_sent_without_leave(tmp_path):
    with fake_server(always(200, JSON, b"[]")) as fake:
        with refused(PacsError, "may_not_send", "fake"):
            send_files(open_archive(fake.site()), [])
        assert fake.paths == []
