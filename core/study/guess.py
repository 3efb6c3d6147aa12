"""Which phase each series of a study shows: what speaks for it, and where nobody can tell.

Every source allows some phases, and the guess is what all of them allow. Where they contradict each
other there is no guess: a person has to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.cautions import Phase
from core.cautions.phase import ARTERIAL as MEASURED_ARTERIAL
from core.cautions.phase import DARK_LIVER, PORTAL_VENOUS
from core.cautions.phase import NON_CONTRAST as MEASURED_NON_CONTRAST
from core.sentence import Sentence
from core.series import SeriesTags
from core.study import sentences
from core.study.clock import seconds_after_bolus, seconds_between
from core.vocabulary.contrast import ARTERIAL, DELAYED, NON_CONTRAST, PHASES, PORTAL, named_phase

#: Where a guess comes from.
DESCRIPTION, BOLUS, LEVELS, ORDER, PERSON = "description", "bolus", "levels", "order", "person"

#: What the levels of liver, aorta and spleen allow (`core.cautions.phase`). They can't tell a
#: delayed phase from a portal-venous one, and a dark liver beside an enhanced aorta may be fatty.
ALLOWED_BY_LEVELS = {
    MEASURED_NON_CONTRAST: (NON_CONTRAST,),
    MEASURED_ARTERIAL: (ARTERIAL,),
    PORTAL_VENOUS: (PORTAL, DELAYED),
    DARK_LIVER: (ARTERIAL, PORTAL, DELAYED),
}
#: Seconds after the contrast agent began to flow (after Bae, Radiology 2010;256:32-61); where two
#: spans overlap, either phase is possible.
SECONDS = {ARTERIAL: (15, 55), PORTAL: (45, 120), DELAYED: (110, 900)}
#: A series with the levels of a portal-venous one that was made so much later than another such
#: series is a delayed one, s.
LATER_SECONDS = 60.0


@dataclass(frozen=True)
class Guess:
    """The phase of one series."""

    #: As in `core.vocabulary.contrast`; "" where nobody can tell.
    phase: str
    #: Where it comes from: `DESCRIPTION`, `BOLUS`, `LEVELS`, `ORDER`, or `PERSON` alone.
    sources: tuple[str, ...]
    #: What each source says.
    words: tuple[Sentence, ...]
    #: The sources contradict each other.
    is_contradicted: bool = False

    @property
    def is_of_person(self) -> bool:
        """Whether a person said so."""
        return self.sources == (PERSON,)


@dataclass(frozen=True)
class _Evidence:
    source: str
    allowed: tuple[str, ...]
    words: Sentence


@dataclass(frozen=True)
class Seen:
    """What is known of one series."""

    uid: str
    tags: SeriesTags
    #: None before they were measured.
    levels: Phase | None = None


def guess_phases(
    series: Sequence[Seen], corrections: Mapping[str, str] | None = None
) -> dict[str, Guess]:
    """Series UID -> guess, of the series of one study.

    Args:
        corrections: series UID -> what a person said: a phase of `core.vocabulary.contrast`. That
            stands in place of the guess.
    """
    found = {one.uid: _evidence(one) for one in series}
    first = [one for one in series if _may_be_portal(found[one.uid])]
    for one in first:
        found[one.uid] += _by_order(one, first)
    guesses = {uid: _combined(evidence) for uid, evidence in found.items()}
    for uid, phase in (corrections or {}).items():
        if uid in guesses and phase:
            own = sentences.said_by_person(phase, guesses[uid].phase)
            guesses[uid] = replace(
                guesses[uid], phase=phase, sources=(PERSON,), words=(own,), is_contradicted=False
            )
    return guesses


def _combined(evidence: Sequence[_Evidence]) -> Guess:
    left = [phase for phase in PHASES if all(phase in one.allowed for one in evidence)]
    sources, words = tuple(one.source for one in evidence), tuple(one.words for one in evidence)
    if not evidence:
        return Guess("", (), (sentences.nothing_tells(),))
    if not left:
        return Guess("", sources, (*words, sentences.sources_contradict()), is_contradicted=True)
    if len(left) > 1:
        return Guess("", sources, (*words, sentences.several_phases(left)))
    return Guess(left[0], sources, words)


def _evidence(one: Seen) -> list[_Evidence]:
    found = []
    named = named_phase(one.tags.series_description)
    if named:
        found.append(_Evidence(DESCRIPTION, (named,), sentences.description_names(named)))
    seconds = seconds_after_bolus(one.tags)
    allowed = () if seconds is None else _allowed_after(seconds)
    if seconds is not None and allowed:
        found.append(_Evidence(BOLUS, allowed, sentences.seconds_after_bolus(seconds)))
    levels = one.levels
    allowed = () if levels is None else ALLOWED_BY_LEVELS.get(levels.name, ())
    if levels is not None and allowed:
        words = sentences.levels_fit(levels.liver_hu, levels.aorta_hu, levels.spleen_hu, allowed)
        found.append(_Evidence(LEVELS, allowed, words))
    return found


def _allowed_after(seconds: float) -> tuple[str, ...]:
    if seconds < 0:
        return (NON_CONTRAST,)
    return tuple(phase for phase, (low, high) in SECONDS.items() if low <= seconds <= high)


def _may_be_portal(evidence: Sequence[_Evidence]) -> bool:
    """Its levels are those of a portal-venous or delayed phase."""
    return any(one.source == LEVELS and one.allowed == (PORTAL, DELAYED) for one in evidence)


def _by_order(one: Seen, alike: Sequence[Seen]) -> list[_Evidence]:
    """Of the series with such levels, the first is portal-venous; those made a minute later or
    more are delayed."""
    apart = [
        seconds
        for other in alike
        if other is not one
        and (seconds := seconds_between(other.tags.acquired_at, one.tags.acquired_at)) is not None
    ]
    if not apart:
        return []
    longest = max(apart)
    if longest >= LATER_SECONDS:
        return [_Evidence(ORDER, (DELAYED,), sentences.made_later(longest))]
    if min(apart) <= -LATER_SECONDS and longest <= 0:
        return [_Evidence(ORDER, (PORTAL,), sentences.made_before(-min(apart)))]
    return []
