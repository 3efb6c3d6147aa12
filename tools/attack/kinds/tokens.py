"""Addresses and sessions of one person, in the hands of another: guessed, copied, kept too long."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import requests

from dashboard.state.uploads import CONTENT_TYPE
from tools.attack.arena import ADA, EVE, Arena
from tools.attack.opened import Opened, archive, opened
from tools.attack.person import Person
from tools.attack.tries import Kind, Try, tried
from tools.load.client import Client, upload_body
from tools.load.protocol import PageError

_SECONDS = 60.0
#: What nobody has: as long as a real token.
_NONE = "A" * 43
#: Guesses of each address, in a short run and in a whole one.
_GUESSES = 20, 500


def tries(arena: Arena) -> Iterator[Try]:
    url, ada = arena.url, Person(ADA)
    people = {
        "nobody": Person(),
        "another person": Person(EVE),
        "another person at the same browser": Person(EVE, ada.browser),
        "nobody at the same browser": Person("", ada.browser),
    }
    people = arena.some(people, of=2)
    with opened(url, ada) as mine:
        if not arena.is_short:
            mine.page.press("Run analysis")
            mine.page.wait_until(lambda: mine.page.has_button("Analysed"))
            mine = _again(mine)
        addresses = _addresses(mine)
        yield from _owner(url, ada, addresses)
        for who, person in people.items():
            yield from _others(url, who, person, addresses)
        yield _volume_in_another_browser(url, ada, mine)
        yield from _guessed(arena, url, ada, addresses)
        yield from _uploads(url, people, mine)
        yield from _sessions(url, people, mine)
        yield from _links(url, people, mine)
        mine.page.press("Close")
        yield from _after_closing(url, ada, addresses)


def _again(mine: Opened) -> Opened:
    """The addresses after the analysis: outlines have one then."""
    from tools.attack.opened import shown

    return shown(mine.page)


def _addresses(mine: Opened) -> dict[str, str]:
    """What -> path, of what a GET answers."""
    held = {
        "volume": mine.volume,
        "measurements": mine.measurements,
        "measurements.csv": f"{mine.measurements}/measurements.csv",
        "measurements.json": f"{mine.measurements}/measurements.json",
        "first slice": f"{mine.uploads}/first",
        "room for an upload": f"{mine.uploads}?bytes=1",
    }
    if mine.annotations:
        held["annotations"] = mine.annotations
        held["versions of annotations"] = f"{mine.annotations}/versions"
    for path in sorted(set(_media(mine.page)))[:3]:
        held[f"a file of the page ({path.rpartition('.')[2]})"] = path
    return held


def _media(page: Client) -> list[str]:
    """Addresses of pictures and downloads that the page shows."""
    found = []
    for shown in page.elements.values():
        text = str(shown.element)
        for part in text.split('"'):
            if part.startswith("/media/"):
                found.append(part)
    return found


def _get(url: str, person: Person, path: str) -> requests.Response:
    return requests.get(
        url + path, cookies=person.cookies(url), timeout=_SECONDS, allow_redirects=False
    )


def _post(
    url: str, person: Person, path: str, data: bytes, kind: str, origin: str = ""
) -> requests.Response:
    headers: Mapping[str, str] = {"Content-Type": kind, "Origin": origin or url}
    return requests.post(
        url + path, data=data, headers=headers, cookies=person.cookies(url), timeout=_SECONDS
    )


def _owner(url: str, ada: Person, addresses: Mapping[str, str]) -> Iterator[Try]:
    """That the right one gets it: otherwise the refusals below would mean nothing."""
    for what, path in addresses.items():

        def step(path: str = path) -> str:
            status = _get(url, ada, path).status_code
            return "" if status in (200, 204) else f"status {status}"

        yield tried(f"{what}: its owner", "asked with their own cookies", "it is sent", step)


def _others(url: str, who: str, person: Person, addresses: Mapping[str, str]) -> Iterator[Try]:
    """The address, copied from a history or a log."""
    for what, path in addresses.items():

        def step(path: str = path) -> str:
            token = path.split("/")[2].split(".")[0].split("?")[0]
            answer = _get(url, person, path)
            none = _get(url, person, path.replace(token, _NONE))
            has_nothing = answer.status_code == 204 and not answer.content
            if answer.status_code not in (401, 404) and not has_nothing:
                return f"status {answer.status_code}, {len(answer.content)} bytes"
            same = (answer.status_code, answer.content) == (none.status_code, none.content)
            return "" if same else "another answer than for an address that nobody has"

        yield tried(
            f"{what}: {who}", "asked with the address", "the answer that no such address gets", step
        )


def _volume_in_another_browser(url: str, ada: Person, mine: Opened) -> Try:
    def step() -> str:
        status = _get(url, ada.at_another_browser(), mine.volume).status_code
        return "" if status == 404 else f"status {status}"

    return tried("volume: the same person elsewhere", "asked with the address", "404", step)


def _guessed(arena: Arena, url: str, ada: Person, addresses: Mapping[str, str]) -> Iterator[Try]:
    """Tokens that are nearly right, by somebody who may use the server."""
    chance = arena.chance("tokens")
    many = _GUESSES[0] if arena.is_short else _GUESSES[1]
    for what in ("volume", "measurements", "room for an upload", "annotations"):
        path = addresses.get(what, "")
        if not path:
            continue
        token = path.split("/")[2].split(".")[0].split("?")[0]

        def step(path: str = path, token: str = token) -> str:
            with requests.Session() as session:
                session.cookies.update(ada.cookies(url))
                for guess in _near(token, chance, many):
                    status = session.get(
                        url + path.replace(token, guess), timeout=_SECONDS
                    ).status_code
                    if status not in (400, 404):
                        return f"{guess[:50]!r}: status {status}"
            return ""

        yield tried(
            f"{what}: {many} guesses", "asked with tokens near the right one", "404 each", step
        )


def _near(token: str, chance: random.Random, many: int) -> Iterator[str]:
    """Cut, longer, in other letters, one letter changed, and made up."""
    yield from (token[:-1], token + "A", token[:20], token.swapcase(), f"{token}%00", f"{token}%20")
    yield from ("*", "null", "undefined", "0", "A" * 10_000, f" {token}")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for number in range(many):
        if number % 2:
            yield secrets.token_urlsafe(32)
        else:
            place = chance.randrange(len(token))
            other = chance.choice([one for one in letters if one != token[place]])
            yield token[:place] + other + token[place + 1 :]


def _uploads(url: str, people: Mapping[str, Person], mine: Opened) -> Iterator[Try]:
    """Files slipped into somebody's session."""
    body = upload_body("evil.zip", archive(SeriesDescription="EVIL"))
    for who, person in people.items():

        def step(person: Person = person) -> str:
            status = _post(url, person, mine.uploads, body, CONTENT_TYPE).status_code
            return "" if status in (401, 404) else f"status {status}"

        yield tried(f"upload: {who}", "sent a file to the session", "refused", step)
    origins = (
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        f"{url}.evil.example",
        "file://",
    )
    for path, kind, content in (
        (mine.uploads, CONTENT_TYPE, body),
        (mine.measurements, "application/json", b'{"put": [], "remove": []}'),
    ):
        for origin in origins:

            def from_elsewhere(
                path: str = path, kind: str = kind, content: bytes = content, origin: str = origin
            ) -> str:
                ada = Person(ADA, mine.page.cookie("liverlens_browser"))
                status = _post(url, ada, path, content, kind, origin).status_code
                return "" if status == 403 else f"status {status}"

            yield tried(
                f"POST {path.split('/')[1]}: from {origin[:30]}",
                "a page elsewhere sent it with the person's cookies",
                "403",
                from_elsewhere,
            )


def _sessions(url: str, people: Mapping[str, Person], mine: Opened) -> Iterator[Try]:
    """A websocket that wants to go on with somebody's session."""
    for who, person in people.items():

        def step(person: Person = person) -> str:
            with person.page(url, session=mine.page.session_id) as page:
                page.open_page()
                if page.session_id == mine.page.session_id:
                    return "the session was taken over"
                return "the series is shown" if page.has_viewer() else ""

        yield tried(
            f"session: {who}", "a websocket named the session", "a new, empty session", step
        )


def _links(url: str, people: Mapping[str, Person], mine: Opened) -> Iterator[Try]:
    """The address of the page."""
    others = {**people, "another person with a link of nobody's": Person(EVE)}
    for who, person in others.items():
        link = mine.link if "nobody's" not in who else "A" * 16

        def step(person: Person = person, link: str = link) -> str:
            with ExitStack() as pages:
                try:
                    page = pages.enter_context(person.page(url, query=f"series={link}&slice=2"))
                    page.open_page()
                except PageError as error:
                    return str(error)
                return "the series is shown" if page.has_viewer() else ""

        yield tried(f"link: {who}", "the page's address was opened", "no series", step)


def _after_closing(url: str, ada: Person, addresses: Mapping[str, str]) -> Iterator[Try]:
    """The owner's own addresses, once the series is closed."""
    for what, path in addresses.items():
        if what in ("first slice", "room for an upload"):
            continue

        def step(path: str = path) -> str:
            status = _get(url, ada, path).status_code
            return "" if status == 404 else f"status {status}"

        yield tried(f"{what}: after closing", "its owner asked again", "404", step)


KIND = Kind("tokens", "Addresses, sessions and links of somebody else", tries)
