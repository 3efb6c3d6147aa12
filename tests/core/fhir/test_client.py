"""A server that answers wrongly, slowly, without end, or leads elsewhere."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Cancelled, ServerError
from core.fhir import budget, client
from core.fhir.client import Server, is_under
from tests.coded import raises
from tests.core.fhir.fake_server import FakeServer, as_json, bundle, running
from tests.core.laboratory.made import observation
from tests.core.outside.authority import Authority


def search(fake, **options):
    with Server(fake.site, **options) as server:
        return server.search("Observation", [("patient", "Patient/p1")])


def test_identifiers_travel_in_the_body_and_the_token_in_its_header(fake):
    found, more = search(fake)
    assert ([one["status"] for one in found], more) == (["final"], False)
    (asked,) = fake.asked
    assert (asked.method, asked.path) == ("POST", "/fhir/Observation/_search")
    assert asked.form == [("patient", "Patient/p1")]
    assert asked.headers["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "text/html", b"<html>Sign in</html>", {}), "not_fhir"),
        ((200, "application/json", b"[1]", {}), "not_fhir"),
        ((200, "application/json", b'{"resourceType": "Patient"}', {}), "not_fhir"),
        ((200, "application/json", b"[" * 100_000, {}), "not_fhir"),
        ((200, "application/json", b'{"resourceType": "Bundle", "total": NaN}', {}), "not_fhir"),
        ((302, "text/html", b"", {"Location": "http://127.0.0.1:9/elsewhere"}), "redirects"),
        ((307, "text/html", b"", {"Location": "/fhir/Observation"}), "redirects"),
        ((401, "text/plain", b"", {}), "not_allowed"),
        ((403, "text/plain", b"", {}), "not_allowed"),
        ((404, "text/plain", b"", {}), "not_found"),
        ((500, "text/plain", b"", {}), "fails"),
        ((503, "text/plain", b"", {}), "fails"),
        ((400, "text/plain", b"no", {}), "refuses"),
    ],
)
def test_wrong_answers_are_one_sentence_that_names_the_server(fake, answer, code):
    fake.instead = lambda _: answer
    with raises(ServerError, code, str(fake.site)) as told:
        search(fake)
    assert "s3cret" not in str(told.value)
    # Only what may pass is tried again; a redirect is not followed.
    assert len(fake.asked) == (3 if answer[0] == 503 else 1)


def test_of_an_outcome_the_codes_are_told_not_the_words(fake):
    issue = {"code": "invalid", "diagnostics": "Quarrington, Ottilie has no such record"}
    fake.instead = lambda _: as_json(
        {"resourceType": "OperationOutcome", "issue": [issue, {"code": "<b>x</b>"}, None]}, 422
    )
    with raises(ServerError, "refuses", "(422: invalid)") as told:
        search(fake)
    assert "Ottilie" not in str(told.value)


def test_a_busy_server_is_asked_again(fake):
    fake.instead = lambda _: (429, "text/plain", b"", {}) if len(fake.asked) < 3 else None
    assert len(search(fake)[0]) == 1


def test_a_server_that_is_down(monkeypatch):
    monkeypatch.setattr(client, "PAUSES", (0.0,))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    down = FakeServer(base=f"http://127.0.0.1:{port}/fhir")
    with raises(ServerError, "unreachable", f"127.0.0.1:{port}"):
        search(down)


def test_a_server_that_does_not_answer(fake, monkeypatch):
    monkeypatch.setattr(client, "READ_SECONDS", 0.2)
    goes = threading.Event()
    fake.instead = lambda _: goes.wait(60) and None
    with raises(ServerError, "too_slow"):
        search(fake)
    goes.set()


def test_an_answer_without_end_is_not_read_to_its_end(fake, monkeypatch):
    monkeypatch.setattr(client, "MOST_BYTES", 100)
    with raises(ServerError, "answer_too_large"):
        search(fake)


def endless(fake, content: bytes = b""):
    """Pages without end, each with another next one; `content` is beside the results."""
    number = len(fake.asked)
    return (
        200,
        "application/fhir+json",
        b'{"resourceType": "Bundle", "link": [{"relation": "next", "url": "%s?p=%d"}]%s}'
        % (fake.base.encode(), number, content),
        {},
    )


def test_all_pages_together_are_bounded_in_size(fake, monkeypatch):
    fake.instead = lambda _: endless(fake, b', "x": "%s"' % (b"-" * 1000))
    # Each page takes more than 1,000 bytes and less than 1,250.
    monkeypatch.setattr(budget, "MOST_BYTES", 5_000)
    with raises(ServerError, "answers_too_large", str(fake.site)):
        search(fake)
    assert len(fake.asked) == 5


def test_all_pages_together_are_bounded_in_values(fake, monkeypatch):
    fake.instead = lambda _: endless(fake, b', "x": [%s{}]' % (b"{}," * 999))
    # 1,000 empty objects take two marks each, and what is around them a dozen at most.
    monkeypatch.setattr(budget, "MOST_VALUES", 7_000)
    with raises(ServerError, "answers_too_large"):
        search(fake)
    assert len(fake.asked) == 4


def test_a_page_of_nothing_but_empty_objects_is_not_parsed(fake, monkeypatch):
    fake.instead = lambda _: endless(fake, b', "x": [%s{}]' % (b"{}," * 500_000))
    monkeypatch.setattr(client, "parsed", lambda body: pytest.fail("it was parsed"))
    with raises(ServerError, "answers_too_large"):
        search(fake)
    assert len(fake.asked) == 1


def test_all_pages_together_are_bounded_in_time(fake, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(budget, "monotonic", lambda: now[0])

    def slowly(_):
        now[0] += 50
        return endless(fake)

    fake.instead = slowly
    with raises(ServerError, "too_slow", "120 s"):
        search(fake)
    # They came at 50, 100 and 150 s.
    assert len(fake.asked) == 3


def test_the_answer_to_a_transaction_is_bounded_too(fake, monkeypatch):
    fake.instead = lambda _: endless(fake, b', "x": [%s{}]' % (b"{}," * 999))
    monkeypatch.setattr(budget, "MOST_VALUES", 1_000)
    with raises(ServerError, "answers_too_large"), Server(fake.site) as server:
        server.transact({})


def test_ten_thousand_results_are_read_as_far_as_the_limit(fake):
    fake.observations = [observation(value=number + 1) for number in range(10_000)]
    found, more = search(fake)
    assert (len(found), more) == (2_000, True)
    # 10 pages of 200 make 2,000; the eleventh shows that there are more.
    assert len(fake.asked) == 11


def test_all_pages_below_the_limit_are_read(fake):
    fake.observations = [observation(value=number + 1) for number in range(450)]
    found, more = search(fake)
    assert ([one["valueQuantity"]["value"] for one in found], more) == (list(range(1, 451)), False)


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:9/fhir?page=2",
        "file:///etc/passwd",
        "{base}/../admin",
        "{base}/%2e%2e/admin",
        "{base}x/page",
        "//evil.example/fhir",
        "http://[bad",
    ],
)
def test_a_next_page_elsewhere_is_not_fetched(fake, address):
    url = address.format(base=fake.base)
    fake.instead = lambda _: bundle([observation()], [{"relation": "next", "url": url}])
    with raises(ServerError, "next_page_elsewhere"):
        search(fake)
    assert len(fake.asked) == 1


def test_a_page_that_names_itself_as_the_next_ends(fake):
    fake.instead = lambda _: bundle(
        [observation()], [{"relation": "next", "url": f"{fake.base}?_page=1"}]
    )
    found, _ = search(fake)
    assert len(found) == 2


def test_other_kinds_and_other_shapes_in_an_answer_are_passed_over(fake):
    fake.instead = lambda _: as_json(
        {
            "resourceType": "Bundle",
            "entry": [None, {"resource": 3}, {"resource": {"resourceType": "OperationOutcome"}}],
            "link": "none",
        }
    )
    assert search(fake) == ([], False)


def test_a_cancelled_search_asks_nothing(fake):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        search(fake, cancel=cancel)
    assert fake.asked == []


def test_what_lies_under_a_base():
    base = "https://fhir.example.org/r4"
    for inside in (base, f"{base}?p=1", f"{base}/Observation", f"{base}/a?u=https://else.where"):
        assert is_under(base, inside)
    assert is_under(base, "https://fhir.example.org:443/r4?p=1")
    for outside in (
        "http://fhir.example.org/r4",
        "https://fhir.example.org/r4b",
        "https://fhir.example.org",
        "https://fhir.example.org@evil.example/r4",
        "https://name@fhir.example.org/r4",
        "https://fhir.example.org:8443/r4",
        "https://fhir.example.org/r4/..\\x",
    ):
        assert not is_under(base, outside)


def test_only_the_authority_that_is_named_is_trusted(tmp_path):
    ours, other = Authority(tmp_path, "ours"), Authority(tmp_path, "other")
    with running(FakeServer(observations=[observation()]), ours.server_context()) as secure:
        for ca_file in (Path(other.file), None):
            with (
                raises(ServerError, "certificate_refused", "LIVERLENS_FHIR_CA"),
                Server(replace(secure.site, ca_file=ca_file)) as server,
            ):
                server.search("Observation", [])
        assert secure.asked == []
        with Server(replace(secure.site, ca_file=Path(ours.file))) as server:
            assert len(server.search("Observation", [])[0]) == 1
