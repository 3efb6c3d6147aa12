"""The model menu: for each model its name, one line of its strengths, and how fast it is here."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.models import ModelCard
from dashboard.components import speed_words
from dashboard.components.fragment import fragment
from dashboard.components.model_menu import sentences
from dashboard.components.model_menu.strengths import figures_in_words, strengths, whom
from dashboard.services import speeds
from dashboard.state.session import Session

#: Whether the menu is open.
_OPEN = "model-menu"


def choose(session: Session) -> ModelCard | None:
    """Draw the menu; returns the model in use, None where there is none."""
    cards = session.cards
    if not cards:
        return None
    before = session.card.name if session.card is not None else ""
    name = next((n for n in (session.use_model, before) if n in cards), next(iter(cards)))
    # Before anything is drawn: there another run may cut this one off, and the choice be lost.
    session.card, session.use_model = cards[name], ""
    _menu(session, name)
    return cards[name]


@fragment
def _menu(session: Session, in_use: str) -> None:
    """A fragment: opening it draws no page anew, and lists the speeds as they are by then."""

    def pick(name: str) -> None:
        session.use_model = name
        session.set_widget(_OPEN, False)

    if session.use_model:
        st.rerun()  # the whole page: all of it is about another model now
    popover = st.popover(
        in_use,
        width="stretch",
        key=_OPEN,
        on_change="rerun",
    )
    if not popover.open:
        return
    cards = session.cards
    known = speeds.SPEEDS.of_all(card.sha256 for card in cards.values())
    best_at = strengths(cards, known)
    with popover, st.container(key="model-rows"):
        for number, (name, card) in enumerate(cards.items()):
            with st.container(key=f"model-row-{number}"):
                told = row_words(card, best_at[name], known.get(card.sha256))
                st.html(row(name, told, in_use=name == in_use))
                st.button(
                    _label(name, told, in_use=name == in_use),
                    key=f"model-pick-{number}",
                    on_click=pick,
                    args=(name,),
                )
        st.html(f'<div class="ll-words">{html.escape(_foot(cards))}</div>')


def row_words(
    card: ModelCard, best_at: list[str], speed: Mapping[str, Any] | None
) -> tuple[str, str, str]:
    """(what it is best at, "" for nothing; its figures; its speed here)."""
    strong = ", ".join(best_at)
    return strong[:1].upper() + strong[1:], figures_in_words(card), speed_words.here(speed)


def row(name: str, told: tuple[str, str, str], *, in_use: bool) -> str:
    """HTML: the name and the milliseconds, and one line under them."""
    strong, figures, speed = map(html.escape, told)
    line = f"<strong>{strong}</strong> {figures}" if strong else figures
    state = " ll-here" if in_use else ""
    return (
        f'<div class="ll-pick{state}"><b>{html.escape(name)}</b><em>{speed}</em>'
        f"<span>{line}</span></div>"
    )


def _label(name: str, told: tuple[str, str, str], *, in_use: bool) -> str:
    """The row for those who can't see it."""
    verb = "In use" if in_use else "Use"
    return f"{verb}: {name}. " + ", ".join(part for part in told if part)


def _foot(cards: Mapping[str, ModelCard]) -> str:
    who = whom(cards)
    return sentences.of_the_test_subjects(who) if who else sentences.of_each_cards_test_subjects()
