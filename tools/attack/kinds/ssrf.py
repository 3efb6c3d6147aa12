"""Answers of archives and FHIR servers that lead elsewhere, never end, or hold what was not asked
for."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import numpy as np

from core.errors import LiverLensError
from core.fhir import client as fhir_client
from core.fhir.fetch import fetch_laboratory
from core.fhir.site import Site as FhirSite
from core.pacs import FolderTarget, FoundSeries, MemoryTarget, Query, Site, fetch_series
from core.pacs.dicomweb import DicomwebArchive
from tools.attack.arena import Arena, environment
from tools.attack.leads import STUDY, Lead, Reply, leads, next_pages
from tools.attack.outside_server import Answer, OutsideServer, outside_server
from tools.attack.tries import Kind, Try, is_sentence, tried
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

_SERIES = "1.2.826.0.1.1.1"
_WANTED = FoundSeries(STUDY, _SERIES, n_instances=1)
_PARTS = 'multipart/related; type="application/dicom"; boundary=b'
_JSON, _FHIR = {"Content-Type": "application/dicom+json"}, {"Content-Type": "application/fhir+json"}
#: For answers that drip: as long as this is waited in place of the usual half minute.
_SECONDS = 2.0
_HASHED = re.compile(r"[0-9a-f]{32}\.dcm").fullmatch
#: Two searches of `fhir_client.MOST_PAGES`, and some more.
_MOST_REQUESTS = 250
_SLOW = ("never ends", "drips", "is cut off", "is an error without end")


def tries(arena: Arena) -> Iterator[Try]:
    with outside_server(lambda *_: (200, _JSON, b"[]")) as trap:
        for what, lead in arena.some(leads()).items():
            for named, use in (("archive", _use_archive), ("FHIR server", _use_fhir)):
                yield _led(f"{named}: {what}", trap, lead, use)
        for what, lead in arena.some(next_pages()).items():
            yield _led(f"FHIR server: next page {what}", trap, lead, _use_fhir)
        yield _surroundings(arena, trap)
    yield from _instances(arena)
    yield from _endless(arena)


def _led(what: str, trap: OutsideServer, lead: Lead, use: Callable[[str], object]) -> Try:
    def step() -> str:
        trap.asked.clear()
        answer: list[Reply] = []
        with outside_server(lambda *asked: answer[0](*asked)) as server:
            answer.append(lead(trap.url, server.url))
            try:
                use(server.url)
            except LiverLensError as error:
                if not is_sentence(str(error)):
                    return f"no sentence: {str(error)!r}"
            outside = [one for one in server.asked if "admin" in one]
            if len(server.asked) > _MOST_REQUESTS:
                return f"{len(server.asked)} requests"
        return f"asked for {[*trap.asked, *outside][:3]}" if trap.asked or outside else ""

    return tried(what, "the answer led elsewhere", "nothing is asked there; a sentence", step)


def _use_archive(url: str) -> object:
    archive = DicomwebArchive(Site("evil", "dicomweb", url=f"{url}/dicom-web", timeout_seconds=5))
    found = archive.find_studies(Query(patient_id="4711"))
    for study in found.rows[:1]:
        archive.find_series(study.study_uid)
    return fetch_series(archive, _WANTED, MemoryTarget())


def _use_fhir(url: str) -> object:
    # Pauses before it is tried again would only make this slow.
    with mock.patch.object(fhir_client, "PAUSES", ()):
        return fetch_laboratory(FhirSite(f"{url}/fhir", token="s3cret"), "4711")


def _surroundings(arena: Arena, trap: OutsideServer) -> Try:
    """Proxies and passwords that the environment names."""
    home = arena.new_folder("home")
    (home / ".netrc").write_text("default login root password hunter2\n")
    (home / ".netrc").chmod(0o600)
    seen: list[str] = []

    def step() -> str:
        trap.asked.clear()
        proxies = dict.fromkeys(
            ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), trap.url
        )
        named = {"HOME": str(home), "NETRC": str(home / ".netrc"), "no_proxy": "", "NO_PROXY": ""}
        with environment(**proxies, **named), outside_server(lambda *_: (401, {}, b"")) as server:
            for use in (_use_archive, _use_fhir):
                try:
                    use(server.url)
                except LiverLensError as error:
                    seen.append(str(error))
        return f"asked for {trap.asked[:3]}" if trap.asked else ""

    return tried("proxies and .netrc", "the environment named both", "neither is used", step)


def _instances(arena: Arena) -> Iterator[Try]:
    """What an archive sends in the place of the series that was asked for."""

    def body(study: str = STUDY, series: str = _SERIES, uid: str = f"{_SERIES}.1") -> bytes:
        pixels = np.full((8, 8), 1000, np.uint16)
        values = {"StudyInstanceUID": study, "SeriesInstanceUID": series, "SOPInstanceUID": uid}
        return to_bytes(ct_slice(5.0, pixels, **values))

    sent = {
        "another study": body(study="1.2.3"),
        "another series": body(series="1.2.3"),
        "a UID that is a path": body(uid="../../../evil"),
        "a UID of the root": body(uid="/etc/evil"),
        "no DICOM": b"not DICOM" * 100,
        "nothing": b"",
        "a packed answer": gzip.compress(body()),
    }
    for what, content in sent.items():
        part = b"--b\r\nContent-Type: application/dicom\r\n\r\n" + content + b"\r\n--b--\r\n"
        folder, is_path = arena.new_folder("fetched"), what.startswith("a UID")

        def step(part: bytes = part, folder: Path = folder, is_path: bool = is_path) -> str:
            with outside_server(lambda *_: (200, {"Content-Type": _PARTS}, part)) as server:
                site = Site("evil", "dicomweb", url=server.url, timeout_seconds=5)
                try:
                    fetch_series(DicomwebArchive(site), _WANTED, FolderTarget(folder / "series"))
                except LiverLensError as error:
                    left = [one.name for one in folder.rglob("*") if one.is_file()]
                    return f"{left} is left" if left else _no_sentence(error)
            named = [one.name for one in folder.rglob("*") if one.is_file()]
            return "" if is_path and all(map(_HASHED, named)) else f"{named} was kept"

        yield tried(
            f"archive: {what}", "sent for a series", "a sentence, or a file named by a hash", step
        )


def _no_sentence(error: LiverLensError) -> str:
    return "" if is_sentence(str(error)) else f"no sentence: {str(error)!r}"


def _endless(arena: Arena) -> Iterator[Try]:
    """Answers that never end, drip, lie about their length, or are packed."""
    zeros = gzip.compress(bytes(64 * 2**20))

    def forever() -> Iterator[bytes]:
        while True:
            yield b" " * 65536

    def drip() -> Iterator[bytes]:
        while True:
            yield b" "
            time.sleep(0.2)

    answers: dict[str, Callable[[], Answer]] = {
        "never ends": lambda: (200, _JSON, forever()),
        "drips": lambda: (200, _JSON, drip()),
        "is cut off": lambda: (200, {**_JSON, "Content-Length": "1000"}, b"["),
        "is packed": lambda: (200, {**_JSON, "Content-Encoding": "gzip"}, zeros),
        "nests without end": lambda: (200, _JSON, b"[" * 200_000),
        "is a number": lambda: (200, _JSON, b"7"),
        "has a number of 5,000 digits": lambda: (200, _JSON, b"9" * 5000),
        "is not UTF-8": lambda: (200, _JSON, b"\xff\xfe[]"),
        "says that it has no content": lambda: (204, {}, b""),
        "is an error without end": lambda: (500, _FHIR, forever()),
    }
    answers = {key: make for key, make in answers.items() if key not in _SLOW or not arena.is_short}
    for what, make in arena.some(answers).items():
        for named, use in (("archive", _use_archive), ("FHIR server", _use_fhir)):

            def step(make: Callable[[], Answer] = make, use: Callable[[str], object] = use) -> str:
                began = time.monotonic()
                with ExitStack() as patches:
                    patches.enter_context(
                        mock.patch.object(fhir_client, "ANSWER_SECONDS", _SECONDS)
                    )
                    patches.enter_context(mock.patch("core.pacs.http.MOST_TIMEOUTS", 0.4))
                    server = patches.enter_context(outside_server(lambda *_: make()))
                    try:
                        use(server.url)
                    except LiverLensError as error:
                        return _no_sentence(error)
                seconds = time.monotonic() - began
                return f"it was taken, after {seconds:.0f} s"

            yield tried(f"{named}: an answer that {what}", "answered so", "a sentence", step)


KIND = Kind("ssrf", "What archives and FHIR servers answer", tries)
