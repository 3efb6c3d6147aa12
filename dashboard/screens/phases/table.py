"""The lesions as a table: HU by phase and the numbers that follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.study import Guess, Level, StudyCase
from core.vocabulary import forms
from core.vocabulary.contrast import DELAYED, PORTAL
from core.vocabulary.lesion import DIAMETER, LOOKS
from dashboard.components import clicks
from dashboard.components.number_table import number_table
from dashboard.screens.phases import chart
from dashboard.state.session import Session

_NUMBER = "#"
_PERCENT = forms.number(0).text


def _signed(value: float) -> str:
    return forms.signed(value, 0)


#: Column of the numbers -> (how it is written, what it means).
_NUMBERS: dict[str, tuple[Callable[[float], str], str]] = {
    "Arterial − liver, HU": (_signed, "Lesion less liver in the arterial phase"),
    "Fall to portal, HU": (
        _signed,
        "(Lesion − liver) in the arterial phase less the same in the portal-venous one",
    ),
    "Fall to delayed, HU": (
        _signed,
        "(Lesion − liver) in the arterial phase less the same in the delayed one",
    ),
    "Relative washout portal, %": (_PERCENT, "100 × (arterial − portal-venous) ÷ arterial"),
    "Relative washout delayed, %": (_PERCENT, "100 × (arterial − delayed) ÷ arterial"),
    "Absolute washout portal, %": (
        _PERCENT,
        "100 × (arterial − portal-venous) ÷ (arterial − unenhanced)",
    ),
    "Absolute washout delayed, %": (
        _PERCENT,
        "100 × (arterial − delayed) ÷ (arterial − unenhanced)",
    ),
}


def show(
    session: Session,
    case: StudyCase,
    guesses: Mapping[str, Guess],
    on_pick: Callable[[], None],
) -> None:
    """Draw it with the chosen lesion marked; `on_pick` runs after a click on another."""
    phases = [f"{name}, HU" for name in chart.column_names(case, guesses)]
    texts = dict.fromkeys(phases, forms.number(0).text)
    texts |= {name: text for name, (text, _) in _NUMBERS.items()}
    texts[DIAMETER.heading] = DIAMETER.form.text
    help_ = {name: meaning for name, (_, meaning) in _NUMBERS.items()}
    st.dataframe(
        number_table([_row(case, guesses, lesion, phases) for lesion in case.lesions], texts),
        key=key_of(case),
        hide_index=True,
        placeholder=forms.ABSENT,
        on_select=on_pick,
        selection_mode="single-cell",
        selection_default=_selection(0),
        column_config={
            name: st.column_config.Column(help=meaning) for name, meaning in help_.items()
        },
    )


def means(case: StudyCase, guesses: Mapping[str, Guess]) -> list[dict[str, str]]:
    """Rows for a table: mean ± standard deviation and voxels of each lesion and of the liver."""
    names = chart.column_names(case, guesses)
    rows = []
    for lesion in case.lesions:
        levels = [one.lesions.get(lesion) for one in case.series]
        rows.append({"Region": f"lesion {lesion}"} | _texts(names, levels))
    rows.append({"Region": "liver"} | _texts(names, [one.liver for one in case.series]))
    aorta = [one.aorta_hu for one in case.series]
    rows.append(
        {"Region": "aorta"}
        | {
            name: "not measured" if hu is None else f"{forms.decimals(hu, 0)} (median)"
            for name, hu in zip(names, aorta, strict=True)
        }
    )
    return rows


def picked(session: Session, case: StudyCase) -> int | None:
    """The lesion that was clicked; the first one before any was; None without lesions."""
    at = clicks.row(session.widget(key_of(case)), len(case.lesions))
    return next(iter(case.lesions), None) if at is None else case.lesions[at]


def key_of(case: StudyCase) -> str:
    """A key of its own for each choice of series: a click in one table is none in another."""
    uids = "|".join([case.reference.uid, *(one.uid for one in case.series)])
    return f"phases-lesions-{hashlib.sha256(uids.encode()).hexdigest()[:12]}-{len(case.lesions)}"


def _selection(position: int) -> Any:
    return {"selection": {"cells": [[position, _NUMBER]]}}


def _row(
    case: StudyCase, guesses: Mapping[str, Guess], lesion: int, phases: list[str]
) -> dict[str, str | int | float | None]:
    found = case.numbers(lesion, guesses)
    values = (
        found.arterial_contrast_hu,
        found.contrast_fall_hu.get(PORTAL),
        found.contrast_fall_hu.get(DELAYED),
        found.relative_washout_percent.get(PORTAL),
        found.relative_washout_percent.get(DELAYED),
        found.absolute_washout_percent.get(PORTAL),
        found.absolute_washout_percent.get(DELAYED),
    )
    levels = [one.lesions.get(lesion) for one in case.series]
    return {
        _NUMBER: lesion,
        LOOKS.heading: case.looks[lesion],
        DIAMETER.heading: case.diameters_mm[lesion],
        **{
            name: None if level is None else level.hu
            for name, level in zip(phases, levels, strict=True)
        },
        **dict(zip(_NUMBERS, values, strict=True)),
    }


def _texts(names: list[str], levels: list[Level | None]) -> dict[str, str]:
    return {name: _text(level) for name, level in zip(names, levels, strict=True)}


def _text(level: Level | None) -> str:
    if level is None:
        return "not measured"
    part = "" if level.is_core else ", all of it"
    return (
        f"{forms.decimals(level.hu, 0)} ± {forms.decimals(level.sd_hu, 0)} "
        f"({level.n_voxels:,} voxels{part})"
    )
