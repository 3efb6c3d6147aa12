"""A condition, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from core.dicom import MemoryFile, Source, discover, read_series
from core.errors import LiverLensError
from core.sentence import Sentence

#: From the best to the worst. Where a file is set aside, something else is read.
READ, WARNED, SET_ASIDE, REFUSED = "read", "read, with a warning", "set aside", "refused"
OUTCOMES = (READ, WARNED, SET_ASIDE, REFUSED)


@dataclass(frozen=True)
class Met:
    """What happened."""

    outcome: str
    #: What was said, as a person reads it.
    said: tuple[Sentence, ...] = ()
    #: Slices of each series that opened, in the order in which they are listed.
    slices: tuple[int, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.code for one in self.said))


@dataclass(frozen=True)
class Condition:
    """What is met, how it is rebuilt, and what is right."""

    what: str
    files: Callable[[], Sequence[Source]]
    outcome: str
    #: Of the sentences, without repeats.
    codes: tuple[str, ...] = ()
    slices: tuple[int, ...] = ()
    meet: Callable[[Sequence[Source]], Met] = lambda files: series_from(files)

    def met(self) -> Met:
        """Built and opened once."""
        return _met(self)


@cache
def _met(condition: Condition) -> Met:
    return condition.meet(condition.files())


def series_from(files: Sequence[Source]) -> Met:
    """Finds and reads all series in the files."""
    try:
        found = discover(files, workers=1)
        series = [read_series(one, workers=1) for one in found.candidates]
    except LiverLensError as error:
        return Met(REFUSED, (_sentence(error),))
    said = [one.sentence for one in found.exclusions]
    said += [warning for one in series for warning in one.warnings]
    outcome = SET_ASIDE if found.exclusions else WARNED if said else READ
    return Met(outcome, tuple(dict.fromkeys(said)), tuple(one.n_slices for one in series))


def _sentence(error: LiverLensError) -> Sentence:
    return Sentence(str(error), error.code)


def named(data: Sequence[bytes], stem: str = "IM") -> list[MemoryFile]:
    """`IM1`, `IM2`, ... with these contents."""
    return [MemoryFile(f"{stem}{number}", one) for number, one in enumerate(data, start=1)]
