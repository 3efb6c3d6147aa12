"""One try of an attacker: what was done, what should come of it, and what did."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import LiverLensError

if TYPE_CHECKING:
    from tools.attack.arena import Arena

#: Letters of evidence that are kept.
MOST_EVIDENCE = 400


@dataclass(frozen=True)
class Try:
    """What became of one try. All of it is made up for the try: there is no patient in it."""

    name: str
    #: What the attacker did.
    did: str
    #: What should come of it.
    expected: str
    held: bool
    #: What was seen instead, "" where it held.
    evidence: str = ""


#: Makes the tries of a kind, one after another.
Tries = Callable[["Arena"], Iterator[Try]]


@dataclass(frozen=True)
class Kind:
    """A kind of attack."""

    #: As it is given to `--kind`.
    name: str
    title: str
    tries: Tries


def tried(name: str, did: str, expected: str, step: Callable[[], str]) -> Try:
    """Do it. `step` returns "" where the defence held, otherwise what was seen instead; a sentence
    that it raises is a refusal, and any other exception a failure."""
    try:
        evidence = step()
    except LiverLensError as error:
        evidence = "" if is_sentence(str(error)) else f"no sentence: {str(error)!r}"
    except Exception as error:  # noqa: BLE001  whatever it is, it should not have come out
        evidence = f"{type(error).__name__}: {error} {_place(error)}"
    return Try(name, did, expected, not evidence, _short(evidence))


def refused(name: str, did: str, step: Callable[[], object]) -> Try:
    """As `tried`, for what must end in a sentence and nothing else."""

    def must_raise() -> str:
        return f"it was taken: {step()!r}"

    return tried(name, did, "a sentence that refuses it", must_raise)


def is_sentence(text: str) -> bool:
    """One printable line that ends as a sentence does."""
    return bool(text) and text.isprintable() and text.endswith((".", ":"))


def _place(error: BaseException) -> str:
    """Where it was raised, without folders."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""


def _short(evidence: str) -> str:
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in evidence)
    return line if len(line) <= MOST_EVIDENCE else line[: MOST_EVIDENCE - 1] + "…"
