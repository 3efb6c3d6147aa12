"""The series of one study: which phase each shows, and how lesions enhance from phase to phase.

    case = measure_study(outlines_of(analysis), [arterial, delayed])
    guesses = case.guesses()
    case.numbers(1, guesses).arterial_contrast_hu

One series is analysed by a model; its outlines are carried over to the others. Numbers, no
category. Research use only. Not a medical device.
"""

from core.study.alignment import PhaseAlignment, align_series
from core.study.case import (
    Outlines,
    PhaseSeries,
    StudyCase,
    in_given_order,
    measure_study,
    verdict_words,
    without_pixels,
)
from core.study.enhancement import Level
from core.study.guess import Guess, Seen, guess_phases
from core.study.members import MOST_SERIES, Member, choose, has_phases, in_order, same_study
from core.study.outlines import outlines_of
from core.study.washout import Numbers, numbers_of

__all__ = [
    "MOST_SERIES",
    "Guess",
    "Level",
    "Member",
    "Numbers",
    "Outlines",
    "PhaseAlignment",
    "PhaseSeries",
    "Seen",
    "StudyCase",
    "align_series",
    "choose",
    "guess_phases",
    "has_phases",
    "in_given_order",
    "in_order",
    "measure_study",
    "numbers_of",
    "outlines_of",
    "same_study",
    "verdict_words",
    "without_pixels",
]
