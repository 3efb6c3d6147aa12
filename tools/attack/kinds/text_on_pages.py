"""Hostile text on every page of the app: in what is uploaded, what is named and what is noted.

Streamlit turns labels, captions, messages and tooltips into Markdown with links and LaTeX. What the
viewer and the tables draw in the browser is checked there (`tests/browser`).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator

import requests
from google.protobuf.message import Message

from core.worklist import Store
from core.worklist.study import StudySeries
from tools.attack.arena import ADA, Arena
from tools.attack.hostile_text import TEXTS, breaks_csv, breaks_html, breaks_line, breaks_markdown
from tools.attack.kinds.text_in_files import hostile_files
from tools.attack.opened import Opened, opened, shown, zipped
from tools.attack.person import Person
from tools.attack.tries import Kind, Try, tried
from tools.load.client import Client
from tools.load.protocol import PageError

#: Fields of Streamlit's messages that it renders as Markdown.
_MARKDOWN_FIELDS = ("label", "body", "help", "title", "content", "captions", "proto_help", "text")
#: Of elements whose texts stand as they are.
_PLAIN = ("html", "text", "text_input", "bidi_component", "plotly_chart", "arrow_data_frame")
#: The headers that pages show, each with another text.
_SHOWN = (
    *("SeriesDescription", "StudyDescription", "PatientName", "PatientID", "Manufacturer"),
    *("ConvolutionKernel", "ContrastBolusAgent", "BodyPartExamined"),
)
_SECONDS = 60.0


def tries(arena: Arena) -> Iterator[Try]:
    url, ada = arena.url, Person(ADA)
    texts = list(TEXTS.items())
    _name_studies(arena)
    groups = [dict(zip(_SHOWN, _turned(shift), strict=False)) for shift in range(0, len(texts), 8)]
    for number, tags in enumerate(groups[:1] if arena.is_short else groups):
        name = f"{texts[number][1]}.zip"
        with opened(url, ada, zipped(hostile_files(tags)), name) as mine:
            mine = yield from _with_results(arena, mine)
            for path in list(mine.page.page_hashes):
                yield _page(mine.page, path, f"headers {number}")
            yield from _names_shown(mine.page, number)
    yield from _refused_files(url, ada, texts)


def _turned(shift: int) -> list[str]:
    texts = list(TEXTS.values())
    return [*texts[shift:], *texts[:shift]]


def _name_studies(arena: Arena) -> None:
    """Studies that another reader named, in the server's own store."""
    if not arena.has_own_server:
        return
    store = Store.open(arena.server.store)
    one = StudySeries("0" * 64, "f" * 16, 6)
    for number, text in enumerate(TEXTS.values()):
        store.studies.create(f"{number} {text}"[:100], "user-eve", [one], instructions=text)


def _with_results(arena: Arena, mine: Opened) -> Generator[Try, None, Opened]:
    """The analysis, and what a reader adds; returns where all of it is kept."""
    if arena.is_short:
        return mine
    mine.page.press("Run analysis")
    mine.page.wait_until(lambda: mine.page.has_button("Analysed"))
    mine = shown(mine.page)
    yield from _measurements(mine)
    yield from _notes(mine)
    return mine


def _posted(mine: Opened, path: str, content: object) -> requests.Response:
    page = mine.page
    headers = {"Content-Type": "application/json", "Origin": page.url}
    body = json.dumps(content).encode()
    return page.http.post(page.url + path, data=body, headers=headers, timeout=_SECONDS)


def _measurements(mine: Opened) -> Iterator[Try]:
    put = [
        {
            "id": f"m{number}",
            "number": number + 1,
            "kind": "ruler",
            "plane": "axial",
            "slice_index": 0,
            "slab": "",
            "name": text[:60],
            "length_mm": 1.0,
            "points_lps_mm": [[0, 0, 0], [1, 0, 0]],
        }
        for number, text in enumerate(TEXTS.values())
    ]

    def step() -> str:
        answer = _posted(mine, mine.measurements, {"put": put, "remove": []})
        if answer.status_code != 200:
            return f"status {answer.status_code}: {answer.text[:100]}"
        for one in answer.json()["measurements"]:
            if seen := breaks_line(one["name"]):
                return seen
        text = mine.page.fetch(f"{mine.measurements}/measurements.csv").content.decode()
        return breaks_csv(text)

    yield tried("names of measurements", "sent by the viewer", "text in the CSV", step)


def _notes(mine: Opened) -> Iterator[Try]:
    def step() -> str:
        now = mine.page.fetch(mine.annotations).json()
        findings = [
            {"number": number, "note": text} for number, text in enumerate(TEXTS.values(), 1)
        ]
        known = [{**one, "note": "<b data-evil>"} for one in now["findings"]]
        change = {
            "base": now["revision"],
            "slices": {},
            "findings": known or findings,
            "slice_labels": {},
        }
        answer = _posted(mine, mine.annotations, change)
        return f"status {answer.status_code}" if answer.status_code >= 500 else ""

    if mine.annotations:
        yield tried("notes of findings", "sent by the viewer", "taken as text, or refused", step)


def _page(page: Client, path: str, what: str) -> Try:
    def step() -> str:
        try:
            page.go_to(path)
        except PageError as error:
            return str(error)
        return _seen(page)

    return tried(f"{what}: page {path or 'review'}", "opened", "texts, no markup", step)


def _names_shown(page: Client, number: int) -> Iterator[Try]:
    """With the names of patients shown."""

    def step() -> str:
        page.go_to("")
        page.turn_on("patient name")
        return _seen(page)

    yield tried(f"headers {number}: with names", "shown on request", "texts, no markup", step)


def _refused_files(url: str, ada: Person, texts: list[tuple[str, str]]) -> Iterator[Try]:
    """Files that can't be read: messages name them."""
    for what, text in texts:

        def step(text: str = text) -> str:
            with ada.page(url) as page:
                page.open_page()
                page.upload(f"{text}.dcm", b"no CT at all")
                page.upload("scan.zip", zipped({f"{text}.dcm": b"no CT", f"{text}/x": b"no CT"}))
                page.upload(f"{text}.zip", b"PK\x03\x04 no zip")
                if not page.alerts():
                    return "nothing is said of the files"
                return _seen(page)

        yield tried(f"file name: {what}", "of three files that can't be read", "text", step)


def _seen(page: Client) -> str:
    """What on the page is more than text, "" for nothing."""
    for message in page.drawn():
        kind = message.WhichOneof("type") or ""
        if kind == "html":
            if seen := breaks_html(message.html.body):
                return f"html: {seen}"
            continue
        if kind in _PLAIN:
            continue
        part = getattr(message, kind, None)
        if isinstance(part, Message):
            for name, text in _texts(part):
                if seen := breaks_markdown(text):
                    return f"{kind}.{name}: {seen}"
    return ""


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    """(field, text) of what is rendered as Markdown."""
    for field, value in message.ListFields():
        if isinstance(value, str):
            if field.name in _MARKDOWN_FIELDS:
                yield field.name, value
        elif field.message_type is not None:
            for one in value if field.is_repeated else (value,):
                if isinstance(one, Message):
                    yield from _texts(one)


KIND = Kind("text-on-pages", "Hostile text on every page", tries)
