"""The controls above the worklist and the cohort: which records a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.cautions import CODES
from core.cautions.caution import READING, UNCODED
from core.labels import DISPLAY_NAMES
from core.worklist.filters import CATEGORY_ORDER
from core.worklist.record import RECORD_STATUSES
from dashboard.state.session import Session
from dashboard.state.worklist_view import Criteria

ANY, NONE = "any caution", "no caution"
#: Code -> what it is about, for a person.
CAUTION_WORDS = {**CODES, READING: "odd on reading", UNCODED: "without a code"}


class Filters:
    """The controls of one page. What the person sets is in `criteria` at once, and still there when
    they come back to the page."""

    def __init__(self, session: Session, criteria: Criteria, *, where: str) -> None:
        """`where` tells the keys of one page's controls from another's."""
        self._session = session
        self._criteria = criteria
        self._where = where

    def show(self, models: Sequence[str], *, model_help: str = "") -> None:
        """Draw them, in a horizontal container.

        Args:
            models: names to choose from.
            model_help: why one of them has to be chosen; "" where all together will do.
        """
        one_model = bool(model_help)
        self._bring_back(models, one_model)
        if one_model:
            st.selectbox("Model", models, help=model_help, key=self._key("model"), width=200)
        st.multiselect(
            "Category",
            CATEGORY_ORDER,
            format_func=lambda name: DISPLAY_NAMES.get(name, name.capitalize()),
            placeholder="All",
            key=self._key("category"),
            width=170,
        )
        st.selectbox(
            "Status",
            RECORD_STATUSES,
            index=None,
            format_func=str.capitalize,
            placeholder="All",
            key=self._key("status"),
            width=104,
        )
        st.selectbox(
            "Caution",
            [ANY, NONE, *CAUTION_WORDS],
            index=None,
            format_func=lambda code: CAUTION_WORDS.get(code, code),
            placeholder="With and without",
            key=self._key("caution"),
            width=160,
        )
        if not one_model:
            st.selectbox(
                "Model", models, index=None, placeholder="All", key=self._key("model"), width=140
            )
        st.slider("p(malignant)", 0.0, 1.0, step=0.05, key=self._key("risk"), width=120)
        for name, label in (("since", "Study from"), ("until", "to")):
            st.date_input(label, None, key=self._key(name), format="YYYY-MM-DD", width=136)
        st.checkbox("Needs review", key=self._key("review"))
        self._take()
        st.button(
            "Clear",
            key=self._key("clear"),
            type="tertiary",
            disabled=not self._is_filtered(one_model),
            on_click=self.clear,
            args=(one_model,),
        )

    def clear(self, one_model: bool = False) -> None:
        """Ask for everything again, of the same model where there has to be one; for a
        callback."""
        for name, value in _values(Criteria()).items():
            if not (one_model and name == "model"):
                self._session.set_widget(self._key(name), value)

    def _bring_back(self, models: Sequence[str], one_model: bool) -> None:
        # Where its last record was deleted, a model can't be chosen any more.
        possible = models if one_model else (None, *models)
        if self._criteria.model_name not in possible:
            self._criteria.model_name = possible[0]
            self._session.set_widget(self._key("model"), possible[0])
        for name, value in _values(self._criteria).items():
            if not self._session.has_widget(self._key(name)):
                self._session.set_widget(self._key(name), value)

    def _take(self) -> None:
        criteria, before = self._criteria, self._criteria.conditions()
        criteria.categories = tuple(self._said("category") or ())
        criteria.status = self._said("status")
        criteria.needs_review = True if self._said("review") else None
        criteria.model_name = self._said("model")
        criteria.since, criteria.until = self._said("since"), self._said("until")
        criteria.min_risk, criteria.max_risk = self._said("risk")
        caution = self._said("caution")
        criteria.has_cautions = {ANY: True, NONE: False}.get(caution)
        criteria.caution_codes = () if caution in (None, ANY, NONE) else (caution,)
        if criteria.conditions() != before:
            criteria.changed()

    def _is_filtered(self, one_model: bool) -> bool:
        values, empty = _values(self._criteria), _values(Criteria())
        if one_model:
            del values["model"], empty["model"]
        return values != empty

    def _said(self, name: str) -> Any:
        return self._session.widget(self._key(name))

    def _key(self, name: str) -> str:
        return f"{self._where}-{name}"


def _values(criteria: Criteria) -> dict[str, object]:
    """Name of a control -> its value."""
    caution: str | None = next(iter(criteria.caution_codes), None)
    if criteria.has_cautions is not None:
        caution = ANY if criteria.has_cautions else NONE
    return {
        "category": list(criteria.categories),
        "status": criteria.status,
        "caution": caution,
        "model": criteria.model_name,
        "risk": (criteria.min_risk, criteria.max_risk),
        "since": criteria.since,
        "until": criteria.until,
        "review": bool(criteria.needs_review),
    }
