"""A model card on the page: sections, tables and lists of `card_rows`."""

from __future__ import annotations

import html

import streamlit as st

from core.models import ModelCard
from core.vocabulary.figures import NOT_MEASURED, NOT_STATED
from dashboard.components import speed_words
from dashboard.components.model_card import card_rows
from dashboard.services import speeds


def show(card: ModelCard) -> None:
    """Draw one card."""
    with st.container(border=True):
        st.subheader(card.name, anchor=False)
        if card.card.get("summary"):
            st.write(card.card["summary"])
        left, right = st.columns(2, gap="large")
        with left:
            _measured(card)
            _pairs(card_rows.phase_facts(card))
            _listed("Limits", card.card.get("limits"))
            _listed("Where it fails", card.card.get("fails_on"))
            _section("Calibration")
            _pairs(card_rows.calibration_facts(card) + card_rows.patient_facts(card))
            _section("Outlines")
            _pairs(card_rows.outline_facts(card))
            _section("Outlined in whole series without lesions")
            _pairs(card_rows.series_facts(card))
            _section("Preprocessing")
            _pairs(card_rows.preprocessing_facts(card))
        with right:
            _section("What it is")
            _pairs([*card_rows.file_facts(card), _speed_here(card)])
            _section("What it learned from")
            draw_table(card_rows.data_rows(card.card.get("data", {})))
            draw_table(card_rows.source_rows(card.card))
            _pairs(card_rows.other_facts(card))
            if readers := card_rows.readers_facts(card):
                _section("What readers taught it")
                _pairs(readers)
        with st.expander("Split by subject and training settings"):
            kept = ("split", "training", "earlier_training")
            st.json({key: card.card[key] for key in kept if key in card.card})


def _speed_here(card: ModelCard) -> tuple[str, str]:
    speed = speeds.SPEEDS.of(card.sha256)
    told = [speed_words.here(speed)]
    if speed is not None:
        told += [speed_words.how_in_words(speed), f"On: {speed_words.machine_text(speed)}"]
    return "Speed here", "\n".join(told)


def _measured(card: ModelCard) -> None:
    _section("How well, on subjects it never saw")
    if not card.metrics:
        st.caption(f"{NOT_MEASURED.capitalize()}.")
        return
    st.caption(card_rows.counts_text(card.metrics))
    draw_table(card_rows.metric_rows(card.metrics, card.card.get("validation_metrics", {})))


def _listed(title: str, sentences: str | list[str] | None) -> None:
    _section(title)
    if not sentences:
        st.caption(f"{NOT_STATED.capitalize()}.")
        return
    listed = [sentences] if isinstance(sentences, str) else sentences
    items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in listed)
    st.html(f'<ul class="ll-list">{items}</ul>')


def _section(title: str) -> None:
    st.html(f'<div class="ll-head">{html.escape(title)}</div>')


def _pairs(pairs: list[tuple[str, str]]) -> None:
    """What and value, one pair per line."""
    draw_table([{"": what, " ": value} for what, value in pairs], head=False)


def draw_table(rows: list[dict[str, str]], head: bool = True) -> None:
    """Draw rows with the same keys; nothing where there are none."""
    if not rows:
        return
    names = "".join(f"<th>{html.escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    top = f"<thead><tr>{names}</tr></thead>" if head else ""
    st.html(f'<table class="ll-table">{top}<tbody>{body}</tbody></table>')
