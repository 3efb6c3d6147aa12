"""Answers to the questions asked last, and the work on those not answered yet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.attribution import Explanation
from core.attribution.quality import Quality
from dashboard.screens.explain.question import Question
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

#: An answer on 512 x 512 pixels weighs a megabyte and a half.
MOST_KEPT = 40


@dataclass(frozen=True, eq=False)
class Mask:
    """What the heat is held against."""

    #: "reference", "analysis" or "slice".
    source: str
    #: (y, x) codes of `core.labels`; None for the network's own mask of the slice alone.
    codes: np.ndarray | None
    #: In words.
    words: str


class Key(NamedTuple):
    question: Question
    mask: str


@dataclass(frozen=True, eq=False)
class Answer:
    """A heatmap and what the quick measures say of it."""

    explanation: Explanation
    quality: Quality
    #: (1, y, x) uint8: the heatmap as the viewer takes it, see `heat.as_bytes`.
    volume: np.ndarray


@dataclass(frozen=True)
class Failure:
    """No answer, in a sentence."""

    sentence: str
    #: Called off by the person, who may want it after all.
    cancelled: bool = False


class Answers:
    """Of one series."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Answer | Failure] = OrderedDict()
        #: Full checks.
        self.checked: dict[Key, Quality | Failure] = {}

    def get(self, key: Key) -> Answer | Failure | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Key, answer: Answer | Failure) -> None:
        self._kept[key] = answer
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            dropped, _ = self._kept.popitem(last=False)
            self.checked.pop(dropped, None)

    def forget(self, key: Key) -> None:
        """So that it is worked on anew."""
        self._kept.pop(key, None)

    def explanation(self, question: Question) -> Explanation | None:
        """The heatmap, whatever mask it was held against."""
        for key, answer in self._kept.items():
            if key.question == question and isinstance(answer, Answer):
                return answer.explanation
        return None


def of(session: Session, entry: Entry) -> Answers:
    return session.derived((entry.digest, "answers"), Answers)


def mask_of(session: Session, entry: Entry, index: int) -> Mask:
    """A reference mask if one was loaded, else that of the analysis, else the slice's own."""
    reference = session.references.get(entry.digest)
    if reference is not None:
        return Mask("reference", reference.codes[index], f"the reference mask {reference.name}")
    analysis = session.analysis(entry, session.card)
    if analysis is not None:
        return Mask("analysis", analysis.mask[index], "the outlines of the analysis")
    return Mask("slice", None, "the network's outlines of this slice alone")


def unanswered(answers: Answers, keys: Sequence[Key]) -> Key | None:
    """The first that has no answer."""
    return next((key for key in keys if answers.get(key) is None), None)
