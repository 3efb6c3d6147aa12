"""Heatmaps of single slices: the questions asked, the answers to them, and the work under way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dashboard.state.published import Publications, Published

if TYPE_CHECKING:
    from core.attribution import Explanation
    from core.attribution.quality import Quality
    from dashboard.state.jobs import Job

#: An answer on 512 x 512 pixels weighs a megabyte and a half.
MOST_KEPT = 40


@dataclass(frozen=True)
class Setting:
    """One parameter of a method, where it differs from the default."""

    name: str
    value: object


@dataclass(frozen=True)
class Question:
    """Why did this model give this score to this slice, by this method?"""

    weights_sha256: str
    index: int
    method: str
    target: str
    settings: tuple[Setting, ...] = ()
    smooth_samples: int = 0

    @property
    def parameters(self) -> dict[str, object]:
        """Name -> value of what differs from the method's defaults."""
        return {setting.name: setting.value for setting in self.settings}

    @property
    def on_scale(self) -> Question:
        """The same for every slice: what a colour scale belongs to."""
        return replace(self, index=0)


@dataclass(frozen=True)
class Asked:
    """A question, and which mask the heat is measured against."""

    question: Question
    #: "reference", "analysis" or "slice".
    mask: str


@dataclass(frozen=True, eq=False)
class Answer:
    """A heatmap and what the quick measures say of it."""

    explanation: Explanation
    quality: Quality
    #: (1, y, x) uint8: the heatmap as the viewer takes it.
    volume: np.ndarray


@dataclass(frozen=True)
class Failure:
    """No answer, in a sentence."""

    sentence: str
    #: By the person, who may want it after all.
    cancelled: bool = False


@dataclass(frozen=True, eq=False)
class Underway:
    """The question that is being worked on."""

    asked: Asked
    job: Job[Answer]


@dataclass(frozen=True, eq=False)
class Refining:
    """The measuring of the colour scale that belongs to a question, behind its heatmap."""

    question: Question
    job: Job[float]


@dataclass
class Explanations:
    """Of one series."""

    publications: Publications = field(default_factory=Publications)
    most: int = MOST_KEPT
    #: The answer that is being made.
    underway: Underway | None = None
    #: The colour scale that is being measured on more slices.
    refining: Refining | None = None
    #: Questions whose estimated scale stays, because the measuring failed.
    unrefined: set[Question] = field(default_factory=set)
    #: Full checks: made, failed, or being made.
    checked: dict[Asked, Quality | Failure] = field(default_factory=dict)
    checks: dict[Asked, Job[Quality]] = field(default_factory=dict)
    _kept: OrderedDict[Asked, Answer | Failure] = field(default_factory=OrderedDict)
    _shown: dict[str, Published] = field(default_factory=dict)

    def get(self, asked: Asked) -> Answer | Failure | None:
        if asked in self._kept:
            self._kept.move_to_end(asked)
        return self._kept.get(asked)

    def put(self, asked: Asked, answer: Answer | Failure) -> None:
        """Keep it; those asked for longest ago make room."""
        self._kept[asked] = answer
        self._kept.move_to_end(asked)
        while len(self._kept) > self.most:
            dropped, _ = self._kept.popitem(last=False)
            self.checked.pop(dropped, None)

    def renew(self, asked: Asked, answer: Answer) -> None:
        """A better answer to the same question; it keeps its place among the others."""
        self._kept[asked] = answer

    def forget(self, asked: Asked) -> None:
        """So that it is worked on again."""
        self._kept.pop(asked, None)

    def explanation(self, question: Question) -> Explanation | None:
        """The heatmap, whatever mask it was measured against."""
        for asked, answer in self._kept.items():
            if asked.question == question and isinstance(answer, Answer):
                return answer.explanation
        return None

    def answers_on_the_scale_of(self, question: Question) -> dict[Asked, Answer]:
        """Those that share its colour scale: of any slice, by the same method, model, score and
        settings."""
        return {
            asked: answer
            for asked, answer in self._kept.items()
            if isinstance(answer, Answer) and asked.question.on_scale == question.on_scale
        }

    def unanswered(self, asked: Sequence[Asked]) -> Asked | None:
        """The first that has no answer."""
        return next((one for one in asked if self.get(one) is None), None)

    def cancel_unless(self, asked: Sequence[Asked]) -> None:
        """Nobody asks any more for what is being made, unless it is among `asked`."""
        if self.underway is not None and self.underway.asked not in asked:
            self.underway.job.cancel()
            self.underway = None

    def published(self, method: str) -> Published:
        """Where the viewer fetches the heatmap of that method: the last one by the same method
        makes room."""
        if method not in self._shown:
            self._shown[method] = self.publications.new("heatmap")
        return self._shown[method]
