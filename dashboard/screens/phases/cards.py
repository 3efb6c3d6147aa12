"""One card for each series: the phase and why, where to put it right, how it was aligned, its
levels, and whether the model's verdict holds for it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from core.pipeline import Analysis
from core.study import Guess, PhaseSeries, verdict_words
from core.study.clock import clock_text
from core.vocabulary.contrast import PHASES, phase_title
from core.vocabulary.forms import decimals
from core.vocabulary.patient import headline_with_reasons
from dashboard.components.plain_text import plain
from dashboard.screens.phases import choice, sentences
from dashboard.state.open_series import OpenSeries


def show(
    analysis: Analysis,
    measured: Sequence[PhaseSeries],
    guesses: Mapping[str, Guess],
    own: Mapping[str, Guess],
    series: Sequence[OpenSeries],
) -> None:
    """Draw them.

    Args:
        guesses, own: with and without what the person said.
    """
    with st.container(key="phases-cards"):
        columns = st.columns(len(series), gap="small")
    for column, opened, one in zip(columns, series, measured, strict=True):
        with column:
            _select(opened, own[one.uid])
            st.html(_card(analysis, opened, one, guesses[one.uid]))


def _select(opened: OpenSeries, guess: Guess) -> None:
    """Where a person puts the phase right; kept with the series."""
    key = f"phases-said-{opened.digest[:16]}"

    def text(phase: str) -> str:
        return phase_title(phase) if phase else f"Guess: {phase_title(guess.phase).lower()}"

    options = ["", *PHASES]
    picked = st.selectbox(
        f"Phase of {plain(choice.name_of(opened))}",
        options,
        index=options.index(opened.place.phase_said),
        format_func=text,
        key=key,
    )
    if picked != opened.place.phase_said:
        opened.place.phase_said = picked or ""
        st.rerun()


def _card(analysis: Analysis, opened: OpenSeries, one: PhaseSeries, guess: Guess) -> str:
    when = clock_text(opened.tags.acquired_at)
    lines = [_line("Why", "; ".join(guess.words), is_amber=not guess.phase)]
    if when:
        lines.append(_line("Made at", when))
    if one.alignment is not None:
        lines.append(_line("Aligned", one.alignment.words, is_amber=not one.fits))
    lines.append(_line("Levels", _levels(one)))
    why_not = verdict_words(guess, one.is_reference, analysis.reach.phases)
    said = why_not or headline_with_reasons(analysis.patient)
    lines.append(_line("Verdict", said))
    return f'<div class="ll-phase"><dl>{"".join(lines)}</dl></div>'


def _levels(one: PhaseSeries) -> str:
    """ "liver 72 ± 12 HU (84,210 voxels), aorta 310 HU" """
    liver = "liver not measured"
    if one.liver is not None:
        liver = (
            f"liver {decimals(one.liver.hu, 0)} ± {decimals(one.liver.sd_hu, 0)} HU "
            f"({one.liver.n_voxels:,} voxels)"
        )
    aorta = one.aorta_hu
    return f"{liver}, aorta {'not measured' if aorta is None else f'{decimals(aorta, 0)} HU'}"


def _line(name: str, text: str, *, is_amber: bool = False) -> str:
    mark = ' class="ll-amber"' if is_amber else ""
    return f"<dt>{html.escape(name)}</dt><dd{mark}>{html.escape(text)}</dd>"


def single(opened: OpenSeries, guess: Guess) -> str:
    """Of a series that is alone, as a sentence."""
    why = "; ".join(guess.words)
    if guess.phase:
        return sentences.one_phase_guessed(guess.phase, why)
    return sentences.one_phase_not_known(why)
