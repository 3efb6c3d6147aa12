"""A host that leads elsewhere, drips, never ends, or breaks off: within bounds, in the words of
whoever asks."""

import gzip
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from core.errors import Cancelled, PacsError
from core.outside import http
from core.outside.http import Bounds, OneHost, place_of
from tests.core.outside.authority import Authority
from tests.core.pacs.made_files import fake_server

BOUNDS = Bounds(5.0, 5.0, 30.0, most_bytes=1000, most_streamed_bytes=5000)


class SaidError(PacsError):
    """What would be said."""


class Words:
    """Errors whose text is the method and what it was told."""

    def __getattr__(self, name):
        return lambda *told: SaidError(" ".join([name, *map(str, told)]))

    def check(self, response):
        """Whatever status: fine."""


def said(step) -> str:
    with pytest.raises(SaidError) as told:
        step()
    return str(told.value)


def asking(url: str, bounds: Bounds = BOUNDS, **options) -> OneHost:
    return OneHost(url, Words(), bounds, **options)


def always(status: int = 200, body: bytes = b"yes", **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda path: (status, named, body)


def test_an_answer_is_read():
    with fake_server(always(200, b"yes")) as fake:
        assert asking(fake.url).get(f"{fake.url}/a").content == b"yes"
        assert fake.paths == ["/a"]


def test_what_is_asked_for_is_in_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("elsewhere").debug("logs are kept")
    with fake_server(always(200, b"yes")) as fake:
        asking(fake.url).get(f"{fake.url}/studies", params={"PatientID": "ZQX-4711-88"})
        assert "ZQX-4711-88" in fake.paths[0]
    assert "logs are kept" in caplog.text
    assert "ZQX-4711-88" not in caplog.text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with fake_server(always()) as elsewhere:
        with fake_server(always(status, Location=f"{elsewhere.url}/b")) as fake:
            told = said(lambda: asking(fake.url).get(fake.url))
        assert told == f"redirected {status}"
        assert elsewhere.paths == []


def test_no_other_host_is_asked_nor_told_the_token():
    with fake_server(always()) as elsewhere, fake_server(always()) as fake:
        ours = asking(fake.url, token="s3cret")
        assert said(lambda: ours.get(elsewhere.url)) == "another_host"
        assert elsewhere.paths == []
        ours.get(fake.url)
        assert fake.authorizations == ["Bearer s3cret"]


def test_passwords_and_proxies_of_the_surroundings_are_not_used(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login eve password word\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with fake_server(always()) as fake:
        asking(fake.url).get(fake.url)
        assert fake.authorizations == [""]


@pytest.mark.parametrize(("stream", "most"), [(False, 1000), (True, 5000)])
def test_an_answer_without_end_is_not_read_to_its_end(stream, most):
    def read(session, url):
        for _ in session.get(url, stream=stream).iter_content(10):
            pass

    with fake_server(always(200, b"x" * most)) as fake:
        read(asking(fake.url), fake.url)
    with fake_server(always(200, b"x" * (most + 1))) as fake:
        assert said(lambda: read(asking(fake.url), fake.url)) == f"too_large {most}"


def test_a_small_answer_that_inflates_is_bounded_too():
    packed = gzip.compress(b"x" * 100_000)
    assert len(packed) < 1000
    with fake_server(always(200, packed, Content_Encoding="gzip")) as fake:
        assert said(lambda: asking(fake.url).get(fake.url)) == "too_large 1000"
    with fake_server(always(200, gzip.compress(b"yes"), Content_Encoding="gzip")) as fake:
        assert asking(fake.url).get(fake.url).content == b"yes"


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_drips_in_ends(stream, monkeypatch):
    """Each byte comes in time; the whole never would."""
    monkeypatch.setattr(http, "SLOWEST_BYTES_PER_SECOND", 1e9)
    bounds = Bounds(5.0, 5.0, 0.0, 1000, 1000)
    with fake_server(always(200, b"x" * 10)) as fake:
        session = asking(fake.url, bounds)
        assert said(lambda: session.get(fake.url, stream=stream).content) == "too_slow 0.0"


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("first", "drops"),
    [
        (b"HTTP/1.1 200 O", b"K"),
        (HEAD + b"X-One: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (CHUNKED + b"3;", b"x"),
        (CHUNKED + b"3\r\nyes\r\n0\r\n", b"X-One: 1\r\n"),
        (HEAD + b"Content-Length: 100000\r\n\r\n", b"x"),
    ],
    ids=["status line", "head", "interim answers", "line of a chunk", "trailers", "body"],
)
def test_no_part_of_an_answer_may_drip_in(first, drops, stream):
    """Each drop comes in time; they end when this side hangs up."""
    with dripping(first, drops) as (url, hung_up):
        with asking(url, Bounds(60.0, 60.0, 0.3, 10**6, 10**6)) as session:
            assert said(lambda: session.get(url, stream=stream).content) == "too_slow 0.3"
        assert hung_up.wait(60)


@contextmanager
def dripping(first: bytes, drops: bytes) -> Iterator[tuple[str, threading.Event]]:
    """A server of one answer, whose drops come every 10 ms, and whether the other side hung up."""
    hung_up = threading.Event()

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            with suppress(OSError):
                connection.sendall(first)
                # Without a bound, all 60 s.
                for _ in range(6000):
                    connection.sendall(drops)
                    time.sleep(0.01)
                return
            hung_up.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", hung_up
        thread.join(60)


def test_an_answer_that_breaks_off_in_its_head_is_not_an_empty_one():
    with fake_server(always(200, b"")) as fake:
        assert said(lambda: asking(fake.url).get(fake.url)) == "broken_off"
        assert asking(fake.url).post(fake.url).content == b""
    with fake_server(always(204, b"")) as fake:
        assert asking(fake.url).get(fake.url).content == b""


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_breaks_off(stream):
    with fake_server(always(200, b"half", X_Length="100")) as fake:
        session = asking(fake.url)
        assert said(lambda: session.get(fake.url, stream=stream).content) == "broken_off"


def test_nobody_there():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert said(lambda: asking(url).get(url)).startswith("unreachable")


def test_no_answer_in_time():
    release = threading.Event()
    with fake_server(lambda path: (release.wait(60), (200, {}, b""))[1]) as fake:
        session = asking(fake.url, Bounds(5.0, 0.2, 30.0, 1000))
        assert said(lambda: session.get(fake.url)) == "too_slow 0.2"
        release.set()


def test_cancelled_before_and_amid():
    cancel = threading.Event()
    with fake_server(always(200, b"yes")) as fake:
        session = asking(fake.url, cancel=cancel)
        answer = session.get(fake.url, stream=True)
        cancel.set()
        with pytest.raises(Cancelled):
            next(answer.iter_content(10))
        with pytest.raises(Cancelled):
            session.get(fake.url)
        assert len(fake.paths) == 1


def test_only_the_authority_that_is_named_is_trusted(tmp_path):
    ours, other = Authority(tmp_path, "ours"), Authority(tmp_path, "other")
    with fake_server(always(200, b"yes"), ours.server_context()) as fake:
        assert asking(fake.url, ca_file=ours.file).get(fake.url).content == b"yes"
        for session in (asking(fake.url, ca_file=other.file), asking(fake.url)):
            assert said(lambda session=session: session.get(fake.url)).startswith("untrusted")
        missing = asking(fake.url, ca_file=str(tmp_path / "none.pem"))
        assert said(lambda: missing.get(fake.url)).startswith("certificate_unusable")
        assert len(fake.paths) == 1


def test_the_place_of_an_address():
    assert place_of("https://fhir.example.org/r4") == ("https", "fhir.example.org", 443)
    assert place_of("HTTP://Fhir.example.org:8080") == ("http", "fhir.example.org", 8080)
    with pytest.raises(ValueError, match="port"):
        place_of("https://fhir.example.org:port")
