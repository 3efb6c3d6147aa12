"""How the rule that leads from slices to the patient changes the answer."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from core.labels import BENIGN, COLOURS, MALIGNANT
from core.pipeline import Analysis
from core.risk import PatientRisk, PatientSettings
from core.vocabulary.forms import PROBABILITY
from core.vocabulary.patient import CATEGORY, P_CLASS, headline
from dashboard.screens.risk import sentences

_P_MALIGNANT, _P_BENIGN = P_CLASS[MALIGNANT], P_CLASS[BENIGN]
#: (heading, what it means).
_HEADS = (
    ("Rule", "How slices become a patient"),
    (_P_MALIGNANT.title, _P_MALIGNANT.meaning),
    (_P_BENIGN.title, _P_BENIGN.meaning),
    (CATEGORY.title, CATEGORY.meaning),
    ("Calibration", "Whether the score was fitted to subjects that did not train"),
)


def show(analysis: Analysis) -> None:
    """One row per rule: its scores as bars with the threshold on them, its category, and whether
    the score was calibrated; the rule in use is marked."""
    answers = list(analysis.by_rule().values())
    rows = table(answers, analysis.patient_settings)
    st.html(f'<div class="ll-head">If another rule were used</div>{rows}')
    st.caption(in_words(answers))


def in_words(answers: Sequence[PatientRisk]) -> str:
    """How to read the table."""
    return sentences.how_to_read_the_rules(all(one.calibrated for one in answers))


def table(answers: Sequence[PatientRisk], in_use: PatientSettings) -> str:
    """HTML."""
    rows = "".join(_row(one, one.rule == in_use.rule, in_use.thresholds) for one in answers)
    head = "".join(
        f'<th scope="col" title="{html.escape(meaning)}">{title}</th>' for title, meaning in _HEADS
    )
    return (
        '<table class="ll-table ll-rules"><thead><tr>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: PatientRisk, in_use: bool, thresholds: Mapping[str, float]) -> str:
    words, _, calibration = one.method.rpartition(", ")
    rule = html.escape(words or one.method)
    if in_use:
        rule = f"<b>▸ {rule}</b> <em>the model's own</em>"
    cells = [
        rule,
        _bar(one.p_malignant, thresholds[MALIGNANT], COLOURS[MALIGNANT]),
        _bar(one.p_benign, thresholds[BENIGN], COLOURS[BENIGN]),
        f'<span style="color:{COLOURS[one.category]}">{headline(one)}</span>',
        html.escape(calibration),
    ]
    mark = ' class="ll-in-use"' if in_use else ""
    return f"<tr{mark}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _bar(p: float, threshold: float, colour: str) -> str:
    return (
        f'<div class="ll-bar"><b>{PROBABILITY.text(p)}</b>'
        f'<div title="threshold {PROBABILITY.text(threshold)}">'
        f'<i style="width:{p:.1%};background:{colour}"></i>'
        f'<s style="left:{threshold:.1%}"></s></div></div>'
    )
