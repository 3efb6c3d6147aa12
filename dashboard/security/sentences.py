"""What the server says to people who reach it, and to the one who starts it."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence

# -- to a browser ---------------------------------------------------------------------------------


@sentence
def another_host() -> str:
    return "This server has another name."


@sentence
def sign_in_first() -> str:
    return "Sign in first."


@sentence
def nothing_here() -> str:
    return "There is no such thing here."


@sentence
def open_to_known_people() -> str:
    return "This server is open to people it knows."


@sentence
def may_not_use_it(name: str) -> str:
    return f"{name} may not use this server: ask whoever runs it."


# -- to whoever runs the server, in its log -------------------------------------------------------


@sentence
def websocket_refused() -> str:
    return (
        "A websocket was refused: its page has another address than the Host of the request. A "
        "proxy in front has to pass Host on, port included (docs/operations.md). Further ones are "
        "refused without a line."
    )


# -- to whoever starts the server -----------------------------------------------------------------


@sentence
def not_an_origin_like(variable: str, origin: str) -> str:
    return f"{variable} has {origin!r}: write origins like https://portal.example.org"


@sentence
def no_origin(variable: str, origin: str) -> str:
    return f"{variable} has {origin!r}, which is not an origin"


@sentence
def on_or_off(variable: str, value: str) -> str:
    return f"{variable} is {value!r}: it is on or off"


@sentence
def no_sign_in_is_set_up(why: str, needed: Sequence[str], switch: str) -> str:
    return (
        f"{why} and no sign-in is set up: set {', '.join(needed)}, or {switch}=off to serve "
        "without one"
    )


@sentence
def sign_in_is_incomplete(missing: Sequence[str]) -> str:
    return f"sign-in is only partly set up: {', '.join(missing)} is missing"


@sentence
def not_an_address_like(variable: str, value: str) -> str:
    return f"{variable} is {value!r}: write it like https://liverlens.example.org"


@sentence
def not_https(variable: str, value: str) -> str:
    return f"{variable} is {value!r}: it has to begin with https://"


@sentence
def secret_too_short(variable: str, length: int, shortest: int) -> str:
    return f"{variable} has {length} characters and needs {shortest}"


@sentence
def names_nobody(part: str) -> str:
    return f"{part!r} names nobody: write ada@example.org, @example.org or groups=name"
