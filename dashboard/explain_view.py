"""The Explain page: a viewer with the heatmap of one slice, and what to make of it in words."""

from __future__ import annotations

import html
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.attribution import Explanation, Overlap, grad_cam
from core.attribution.grad_cam import DEEPEST_STRIDE
from core.attribution.layers import DECODER_STRIDE
from core.labels import DISPLAY_NAMES, MALIGNANT, SLICE_CLASSES
from core.models import ModelCard
from core.pipeline import Analysis
from dashboard import notices, resources, scores, view
from dashboard.session import Session
from dashboard.shelf import Entry
from dashboard.volumes import slice_affine

#: Layer -> stride of `core.attribution.grad_cam`, in network pixels.
LAYERS = {"Finer layer": DECODER_STRIDE, "Deepest layer": DEEPEST_STRIDE}
WHAT_IT_IS = (
    "Grad-CAM shows which regions raise the score of the chosen class; it outlines no lesion and "
    "does not prove the reason good."
)


@st.fragment
def show(session: Session, entry: Entry, card: ModelCard) -> None:
    """Draw the page. A fragment: a new slice reruns this much and no more."""
    with notices.errors_as_sentences():
        with st.container(key="explain-bar", horizontal=True, vertical_alignment="center"):
            st.html('<span class="ll-ask">What raises the score of</span>', width="content")
            target, layer = _choose()
            scored = st.container(width="content")
        words = st.container(key="explain-words")
        question = _Question(entry.digest, card.sha256, session.slice_of(entry), target, layer)
        analysis = session.analysis(entry, card)
        answer = session.shown.get((*question, analysis is not None))
        # Drawn before the heatmap is there: the image never waits for it.
        heatmap = _heatmap(session, entry, question, answer) if answer else None
        seen = view.show(session, entry, analysis, heatmap, key="viewer-explain")
        if seen != question.index:
            st.rerun()
        if answer is None:
            with words:
                _answer(session, entry, card, question, analysis)
            st.rerun()
        with scored:
            # Those of the analysis where there is one: the panel beside the image shows them too.
            scored_as = analysis.probabilities[question.index] if analysis else answer.probabilities
            st.html(scores.chips(scored_as))
        with words:
            st.html(
                f'<div class="ll-words"><b>{html.escape(" ".join(in_words(answer)))}</b> '
                f"{html.escape(' '.join(how_to_read(answer)))}</div>"
            )


class _Question(NamedTuple):
    """What is asked; the key under which the session keeps the answer."""

    digest: str
    weights_sha256: str
    index: int
    target: str
    layer: str


def scaled(explanation: Explanation) -> np.ndarray:
    """(1, y, x) uint8 for the viewer: 255 is `Explanation.scale`, the same on every slice."""
    heat = np.clip(explanation.heatmap / explanation.scale, 0.0, 1.0)
    return np.rint(heat * 255.0).astype(np.uint8)[None]


def in_words(explanation: Explanation) -> list[str]:
    """What the heatmap says, in sentences."""
    number = explanation.slice_index + 1
    if not explanation.heatmap.any():
        name = DISPLAY_NAMES[explanation.target].lower()
        return [f"No region of slice {number} raises the {name} score: the heatmap is empty."]
    return [f"Slice {number}:", *overlap_sentences(explanation.overlap)]


def how_to_read(explanation: Explanation) -> list[str]:
    """What a heatmap of this kind is and is not, and what its colours stand for."""
    logits = explanation.parameters["full_scale_logits"]
    return [
        WHAT_IT_IS,
        f"Full colour is the same value on every slice: {logits:g} logits of evidence.",
    ]


def overlap_sentences(overlap: Overlap) -> list[str]:
    """What the overlap with the outlines says, each figure in a sentence."""
    if overlap.energy_in_liver is None:
        return ["There is no heat or no liver on this slice, so there is no overlap to measure."]
    in_liver = f"{overlap.energy_in_liver:.0%} of the heat lies in the liver"
    if overlap.energy_in_lesion is None:
        return [f"{in_liver}.", "No lesion is outlined on this slice."]
    where = "inside" if overlap.peak_in_lesion else "outside"
    return [
        f"{in_liver} and {overlap.energy_in_lesion:.0%} in the outlined lesions, which make up "
        f"{overlap.lesion_share_of_liver:.0%} of the liver here.",
        f"The hottest point is {where} the outlined lesions (pointing game).",
    ]


def _choose() -> tuple[str, str]:
    target = st.segmented_control(
        "Class to explain",
        SLICE_CLASSES,
        default=MALIGNANT,
        required=True,
        format_func=str.capitalize,
        key="explain-class",
        label_visibility="collapsed",
    )
    layer = st.segmented_control(
        "Layer",
        list(LAYERS),
        default="Finer layer",
        required=True,
        key="explain-layer",
        label_visibility="collapsed",
    )
    return target, layer


def _answer(
    session: Session,
    entry: Entry,
    card: ModelCard,
    question: _Question,
    analysis: Analysis | None,
) -> Explanation:
    """Computed once a question, and anew once the analysis has drawn its outlines."""

    def compute() -> Explanation:
        with st.spinner("Computing the heatmap"):
            return grad_cam(
                resources.model(card),
                entry.series,
                question.index,
                question.target,
                mask=analysis.mask[question.index] if analysis is not None else None,
                stride=LAYERS[question.layer],
            )

    return session.derived((*question, analysis is not None), compute)


def _heatmap(
    session: Session, entry: Entry, question: _Question, answer: Explanation
) -> view.Heatmap:
    """The heatmap as a volume of one slice; the last one gives way to it."""
    volume = session.derived((*question, "scaled"), lambda: scaled(answer))
    affine = slice_affine(entry.series.affine_ras, question.index)
    url = session.publish((entry.digest, "explain"), volume, affine, "heatmap")
    return view.Heatmap(url, f"Grad-CAM, {question.target}")
