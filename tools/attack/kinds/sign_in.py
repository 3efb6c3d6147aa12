"""Sign-in: forged, borrowed and old cookies, sessions begun before, lists that have changed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from unittest import mock

import requests
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.security import sign_in
from dashboard.security.browser import COOKIE
from dashboard.security.identity import Identity
from tools.attack.arena import ADA, COOKIE_SECRET, EVE, GROUP, Arena
from tools.attack.person import Person, signed
from tools.attack.tries import Kind, Try, tried
from tools.load.client import Client
from tools.load.protocol import PageError

_SECONDS = 60.0
_DAY = 86_400
#: On no list of the server.
_MALLORY = "mallory@example.org"
_DOOR = "Sign in to LiverLens"


def tries(arena: Arena) -> Iterator[Try]:
    url = arena.url
    yield _lets_in(url, "somebody on the list", {"email": ADA})
    yield _lets_in(url, "somebody of the group", {"email": "", "groups": ["x", GROUP]})
    for what, cookies in _forged(url).items():
        yield _kept_out(url, what, cookies)
    for what, claims in _claims().items():
        yield _kept_out(url, what, {USER_COOKIE_NAME: signed(url, **claims)})
    yield _fixed_session(url)
    yield _fixed_browser(url)
    yield _other_page(url)
    yield from _lists()
    yield from _callback(url)


def _forged(url: str) -> dict[str, dict[str, str]]:
    good = signed(url, email=ADA)
    body, stamp, signature = good.rsplit(".", 2)
    mallorys = signed(url, email=_MALLORY)
    told = {"is_logged_in": True, "email": ADA, "origin": url, "iss": "x", "sub": "1"}
    with mock.patch("time.time", return_value=time.time() - 40 * _DAY):
        old = signed(url, email=ADA)
    with mock.patch("time.time", return_value=time.time() + 400 * _DAY):
        from_the_future = signed(url, email=ADA)
    one = {USER_COOKIE_NAME: good}
    return {
        "no cookie": {},
        "a cookie without signature": {USER_COOKIE_NAME: json.dumps(told).replace('"', "'")},
        "another secret": {USER_COOKIE_NAME: signed(url, "another secret " * 3, email=ADA)},
        "an empty secret": {USER_COOKIE_NAME: signed(url, "", email=ADA)},
        "the secret in other letters": {
            USER_COOKIE_NAME: signed(url, COOKIE_SECRET.upper(), email=ADA)
        },
        "a signature of another person": {
            USER_COOKIE_NAME: ".".join([body, *mallorys.rsplit(".", 2)[1:]])
        },
        "a signature cut off": {USER_COOKIE_NAME: f"{body}.{stamp}.{signature[:-2]}"},
        "no signature": {USER_COOKIE_NAME: f"{body}.{stamp}."},
        "another time": {USER_COOKIE_NAME: f"{body}.AAAAAA.{signature}"},
        "under another name": {"_streamlit_user2": good},
        "as the cookie of the tokens": {"_streamlit_user_tokens": good},
        "40 days old": {USER_COOKIE_NAME: old},
        "signed in another year": {USER_COOKIE_NAME: from_the_future},
        "of another server": {USER_COOKIE_NAME: signed("http://evil.example", email=ADA)},
        "signed out": {USER_COOKIE_NAME: signed(url, email=ADA, is_logged_in=False)},
        "a text in the place of yes": {
            USER_COOKIE_NAME: signed(url, email=ADA, is_logged_in="true")
        },
        "in pieces of two people": {
            f"{USER_COOKIE_NAME}__1": good[:50],
            f"{USER_COOKIE_NAME}__2": mallorys[50:],
        },
        "ten pieces": {f"{USER_COOKIE_NAME}__{n}": good for n in range(10)},
        "7,000 letters": {USER_COOKIE_NAME: "x" * 7000},
        "with a header": {**one, USER_COOKIE_NAME: "x", "X-Forwarded-User": ADA},
    }


def _claims() -> dict[str, Mapping[str, object]]:
    return {
        "not on the list": {"email": _MALLORY},
        "an address that was not verified": {"email": ADA, "email_verified": False},
        "not verified, as a text": {"email": ADA, "email_verified": "false"},
        "not verified, as null": {"email": ADA, "email_verified": None},
        "a list of addresses": {"email": [ADA]},
        "an address and more": {"email": f"{ADA}.evil.example"},
        "an address before another": {"email": f"{ADA}@evil.example"},
        "a name before an address": {"email": f"Mallory <{ADA}>"},
        "letters that look the same": {"email": ADA.replace("a", "\u0430")},
        "a wide letter": {"email": ADA.replace("@", "\uff20")},
        "a null byte": {"email": f"{ADA}\0"},
        "no address": {"email": "", "name": ADA},
        "the address in another claim": {"email": _MALLORY, "preferred_username": ADA},
        "a group that begins like ours": {"email": _MALLORY, "groups": [f"{GROUP}-2"]},
        "a text that holds our group": {"email": _MALLORY, "groups": f"x {GROUP} y"},
        "our group as a name": {"email": _MALLORY, "groups": {GROUP: False}},
        "our group in a group": {"email": _MALLORY, "groups": [[GROUP]]},
        "our group in another claim": {"email": _MALLORY, "roles": [GROUP]},
        "a claim for the administration": {"email": _MALLORY, "is_admin": True},
    }


def _sent(url: str, cookies: Mapping[str, str]) -> str:
    """What the person sees and gets: "" where only the door is there."""
    jar = {COOKIE: Person().browser, **cookies}
    answer = requests.get(f"{url}/volumes/any.nii", cookies=jar, timeout=_SECONDS)
    if answer.status_code != 401:
        return f"a volume was asked for: status {answer.status_code}"
    with Client(url, jar) as page:
        page.open_page()
        return _seen(page)


def _seen(page: Client) -> str:
    if page.has_button("Malignant") or page.has_viewer():
        return "the app is shown"
    told = " ".join(page.texts())
    return "" if _DOOR in told or "No access" in told else "no door is shown"


def _lets_in(url: str, what: str, claims: Mapping[str, object]) -> Try:
    """Otherwise the refusals would mean nothing."""

    def step() -> str:
        jar = {COOKIE: Person().browser, USER_COOKIE_NAME: signed(url, **claims)}
        with Client(url, jar) as page:
            page.open_page()
            return "" if page.has_button("Malignant") else "the app is not shown"

    return tried(what, "came with their own cookie", "the app is shown", step)


def _kept_out(url: str, what: str, cookies: Mapping[str, str]) -> Try:
    return tried(what, "came with that cookie", "the door, and 401", lambda: _sent(url, cookies))


def _fixed_session(url: str) -> Try:
    """The attacker begins a session, and has the victim go on with it."""

    def step() -> str:
        browser = Person().browser
        with Person("", browser).page(url) as before:
            before.open_page()
            with Person(ADA, browser).page(url, session=before.session_id) as after:
                after.open_page()
                if after.session_id == before.session_id:
                    return "the session went on after the sign-in"
            return _seen(before)

    return tried("a session begun before", "the same session was named after", "a new one", step)


def _fixed_browser(url: str) -> Try:
    """The attacker knows the cookie of the victim's browser, as on a shared machine."""

    def step() -> str:
        browser = Person().browser
        with Person(ADA, browser).page(url) as ada:
            ada.open_page()
            ada.press("Malignant")
            ada.wait_until(ada.has_viewer)
            volume, session = ada.viewer()["volume"], ada.session_id
            for who in (Person(EVE, browser), Person("", browser)):
                status = requests.get(
                    url + volume, cookies=who.cookies(url), timeout=_SECONDS
                ).status_code
                if status not in (401, 404):
                    return f"status {status}"
                with who.page(url, session=session) as page:
                    page.open_page()
                    if page.has_viewer() or page.session_id == session:
                        return "the session was taken over"
        return ""

    return tried(
        "the browser's cookie alone", "used by others after the sign-in", "nothing is sent", step
    )


def _other_page(url: str) -> Try:
    """A rerun that names a page of the app, or a widget of it, by somebody who may not use it."""

    def step() -> str:
        with Person(ADA).page(url) as ada:
            ada.open_page()
            hashes, values = dict(ada.page_hashes), dict(ada.widget_values)
        with Person(_MALLORY).page(url) as page:
            page.open_page()
            for name in hashes:
                page.page_hashes.update(hashes)
                page.widget_values.update(values)
                try:
                    page.go_to(name)
                except PageError as error:
                    return str(error)
                if seen := _seen(page):
                    return f"{name}: {seen}"
        return ""

    return tried("a page by its number", "a rerun named each page", "the door", step)


def _lists() -> Iterator[Try]:
    """The operator takes somebody off the list, or a group changes; the next start holds."""

    def may(users: str, **claims: object) -> bool:
        environ = {
            sign_in.PROVIDER: "https://id.example.org",
            sign_in.CLIENT: "x",
            sign_in.SECRET: "x",
            sign_in.ADDRESS: "https://liverlens.example.org",
            sign_in.USERS: users,
        }
        found = sign_in.from_environment(environ, "0.0.0.0")
        return found is not None and found.may_use(Identity({"is_logged_in": True, **claims}))

    cases = {
        "taken off the list": may(EVE, email=ADA),
        "out of the group": may(f"groups={GROUP}", email=ADA, groups=["x"]),
        "the group renamed": may("groups=oncology", email=ADA, groups=[GROUP]),
        "the domain changed": may("@example.com", email=ADA),
        "a domain of the domain": may("@example.org", email="eve@evil.example.org"),
        "a domain that ends alike": may("@example.org", email="eve@notexample.org"),
        "the domain in the name": may("@example.org", email="eve@example.org@evil.com"),
    }
    for what, taken in cases.items():
        yield tried(
            what,
            "the list changed and the server started again",
            "no longer let in",
            lambda taken=taken: "let in" if taken else "",  # type: ignore[misc]
        )


def _callback(url: str) -> Iterator[Try]:
    """The way back from the provider, without having been there."""
    for what, path in {
        "no state": "/oauth2callback?code=x",
        "a state of the attacker's": "/oauth2callback?code=x&state=evil",
        "an error with markup": "/oauth2callback?error=%3Cscript%3E&error_description=%3Cb%3E",
        "another provider": "/auth/login?provider=evil",
        "a way on to elsewhere": "/auth/login?next=http://evil.example&redirect_uri=http://evil.example",
        "a sign-out from elsewhere": "/auth/logout?post_logout_redirect_uri=http://evil.example",
    }.items():

        def step(path: str = path) -> str:
            answer = requests.get(url + path, timeout=_SECONDS, allow_redirects=False)
            where = answer.headers.get("Location", "")
            if answer.status_code >= 500:
                return f"status {answer.status_code}"
            if "evil" in where or "<script>" in answer.text:
                return f"status {answer.status_code}, to {where[:60]!r}"
            signed_in = USER_COOKIE_NAME in answer.cookies.get_dict()
            value = answer.cookies.get_dict().get(USER_COOKIE_NAME) or ""
            return "a cookie was set" if signed_in and value.strip('"') else ""

        yield tried(f"callback: {what}", "asked by hand", "no sign-in, no way elsewhere", step)


KIND = Kind("sign-in", "Forged, borrowed and old sign-ins", tries)
