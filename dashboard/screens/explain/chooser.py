"""The bar above the image: which score is explained, by which method."""

from __future__ import annotations

import html

import streamlit as st

from core.attribution import METHODS, TARGETS, Method
from core.attribution.target import LESION
from core.models import Model
from dashboard.screens.explain import cost
from dashboard.state.heatmap_costs import Cost
from dashboard.state.model_facts import ModelFacts
from dashboard.state.session import Session

#: Key of the popover with the list of methods.
METHODS_OPEN = "explain-methods"


def target(session: Session) -> None:
    """Which of the four scores."""
    choice = session.explaining

    def choose() -> None:
        choice.target = session.widget("explain-target") or choice.target

    st.segmented_control(
        "Score to explain",
        TARGETS,
        default=choice.target,
        required=True,
        format_func=lambda name: "Lesion mask" if name == LESION else name.capitalize(),
        key="explain-target",
        on_change=choose,
        label_visibility="collapsed",
    )


def method_list(session: Session, model: Model, facts: ModelFacts | None) -> None:
    """All methods: what each shows, what it costs, where it comes from. What this model can't do
    is greyed out, with the reason in place of the description."""
    reasons = facts.reasons if facts else {}
    sha256, size = model.weights_sha256, model.preprocessing.size
    for name, method in METHODS.items():
        reason = reasons.get(name)
        words = words_html(method, cost.of_method(session, method, sha256, size))
        with st.container(key=f"explain-method-{name}", gap=None):
            st.button(
                method.title,
                key=f"explain-use-{name}",
                type="primary" if name == session.explaining.method else "secondary",
                disabled=reason is not None,
                width=190,
                on_click=_use,
                args=(session, name),
            )
            st.html(f'<div class="ll-method">{reason_html(reason) or words}</div>')


def words_html(method: Method, expected: Cost | None) -> str:
    """What, cost and reference in one line."""
    return (
        f"<b>{html.escape(method.summary)}</b> <span>{html.escape(cost.in_words(expected))}</span> "
        f"<cite>{html.escape(short_reference(method.reference))}</cite>"
    )


def reason_html(reason: str | None) -> str:
    return f"<i>{html.escape(reason)}</i>" if reason else ""


def short_reference(reference: str) -> str:
    """ "Simonyan, Vedaldi, Zisserman: Deep inside ... ICLR 2014" -> "Simonyan et al. ICLR 2014"."""
    authors, colon, rest = reference.partition("; ")[0].partition(":")
    if not colon:
        return reference
    first, *others = [name.strip() for name in authors.split(",")]
    who = f"{first} et al." if len(others) > 1 else " & ".join([first, *others])
    where = rest.rsplit(". ", 1)[-1].strip()
    return f"{who} {where}"


def _use(session: Session, name: str) -> None:
    session.explaining.show_large(name)
    # The choice is made: the list makes room for the image.
    session.set_widget(METHODS_OPEN, False)
