"""What the network sees: the stages of preprocessing on the slice in view, before and after."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from core.errors import CheckpointError
from core.inference import slice_mask
from core.labels import BACKGROUND_CODE
from core.models import ModelCard
from core.preprocessing import (
    LiverCrop,
    PreprocessingConfig,
    SliceGrid,
    Stage,
    crop_to_liver,
)
from core.preprocessing.stages import stages
from dashboard import navigation
from dashboard.components import notices, thumbnails, welcome
from dashboard.components.fragment import fragment
from dashboard.screens.models import sentences
from dashboard.services import models
from dashboard.state.listed_series import ListedSeries
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import current

#: (top, bottom, left, right) as shares of a picture's height and width.
Part = tuple[float, float, float, float]
#: Side of a picture in pixels: what the network gets, and twice what is drawn of it.
PICTURE_SIDE = 320


@fragment
def show_stages(model_card: ModelCard) -> None:
    """Draw the stages of that model on the slice in view of the open series."""
    match current().in_view:
        case None:
            welcome.open_something("What the network sees is shown on a slice of a CT series.")
        case ListedSeries() as listed:
            welcome.cannot_open(listed)
        case opened:
            with notices.errors_as_sentences():
                _show(opened, model_card)


@dataclass(frozen=True)
class _Shown:
    """Which stages."""

    weights_sha256: str
    index: int
    is_analysed: bool


def _show(opened: OpenSeries, card: ModelCard) -> None:
    config = config_of(card)
    index = opened.position.index
    _head(opened, card, index)
    shown = _Shown(card.sha256, index, _is_analysed(opened, card))
    drawn = opened.stages.of(shown, lambda: _panels(opened, card, config, index))
    st.html(f'<div class="ll-stages">{drawn}</div>')


def config_of(card: ModelCard) -> PreprocessingConfig:
    """The model's preprocessing: as its card says, else as its weights file does.

    Raises:
        CheckpointError: the settings make no sense, or the weights can't be read.
    """
    stated = card.card.get("preprocessing")
    if stated is None:
        return models.model(card).preprocessing
    try:
        return PreprocessingConfig.from_dict(stated)
    except CheckpointError as error:
        raise CheckpointError(sentences.about_the_card(card.name, str(error))) from error


def flips_in_training(settings: object) -> bool:
    """Whether the training settings of a card mirror slices: any key, at any depth, that begins
    with "flip" and is on, or a share above 0."""
    if not isinstance(settings, dict):
        return False
    return any(
        bool(value) if str(key).startswith("flip") else flips_in_training(value)
        for key, value in settings.items()
    )


def stage_html(stage: Stage, focus: Part | None = None) -> str:
    """One stage as a panel; greyed where the model does not use it.

    Args:
        focus: what to show of a stage whose effect is fine; None shows the whole slice.
    """
    use, look = _use(stage)
    before, after, close = stage.before, stage.after, ""
    if stage.fine and focus is not None:
        before, after, close = detail(before, focus), detail(after, focus), ", close to the liver"
    return (
        f'<section class="ll-stage {look}">'
        f"<header><i>{stage.number}</i><b>{html.escape(stage.name)}</b>"
        f"<span>{use}</span></header>"
        f"<p>{html.escape(stage.description)}</p>"
        f'<div class="ll-pair">'
        f"{_figure(before, f'Before{close}', stage, stage.part)}"
        f"{_figure(after, f'After{close}', stage)}</div>"
        f"<footer>{html.escape(stage.parameters)}</footer></section>"
    )


def detail(picture: np.ndarray, part: Part) -> np.ndarray:
    """What lies in `part` of (rows, columns), as far as it lies within the picture."""
    rows, columns = picture.shape
    edges = zip(part, (rows, rows, columns, columns), strict=True)
    top, bottom, left, right = (min(max(round(share * n), 0), n) for share, n in edges)
    return picture[top:bottom, left:right]


def _use(stage: Stage) -> tuple[str, str]:
    """(words, class) of whether the model uses the stage."""
    if stage.training_only:
        return "in training only", "ll-training"
    return ("✓ used", "ll-used") if stage.enabled else ("not used by this model", "ll-unused")


def _figure(
    values: np.ndarray,
    caption: str,
    stage: Stage,
    part: Part | None = None,
) -> str:
    """A picture with its caption; `part` is framed on it."""
    frame = ""
    if part is not None:
        top, bottom, left, right = (100 * edge for edge in part)
        frame = (
            f"<em style='top:{top:.1f}%;left:{left:.1f}%;"
            f"height:{bottom - top:.1f}%;width:{right - left:.1f}%'></em>"
        )
    alt = html.escape(f"{caption}: {stage.name}")
    return (
        f'<figure><div><img src="{_picture(values)}" alt="{alt}">{frame}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _picture(values: np.ndarray) -> str:
    """(rows, columns) in 0..1 as a PNG data URI no larger than needed."""
    picture = Image.fromarray((values * 255).round().astype(np.uint8))
    picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS)
    return thumbnails.png(picture)


def _head(opened: OpenSeries, card: ModelCard, index: int) -> None:
    analysed = _is_analysed(opened, card)
    alone = "" if analysed else f" {sentences.crop_of_this_slice_alone()}"
    with st.container(key="stages-head", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="ll-words">Slice {index + 1} of {opened.n_slices}, on its way into '
            f"{html.escape(card.name)}.{alone}</div>"
        )
        st.page_link(navigation.page("review"), label="Choose another slice →", width="content")


def _is_analysed(opened: OpenSeries, card: ModelCard) -> bool:
    return opened.analysis(card) is not None


def _panels(opened: OpenSeries, card: ModelCard, config: PreprocessingConfig, index: int) -> str:
    """HTML of all stages; the fine ones are shown close to the liver."""
    series = opened.series
    grid = SliceGrid.for_series(series, config)
    with st.spinner("Finding the liver on this slice"):
        crop = _liver_crop(opened, card, config, grid, index)
    found = stages(
        series.volume[index],
        config,
        grid,
        crop=crop,
        training_flips=flips_in_training(card.card.get("training")),
    )
    focus = grid.share_of(crop.grid) if crop is not None else None
    return "".join(stage_html(stage, focus) for stage in found)


def _liver_crop(
    opened: OpenSeries,
    card: ModelCard,
    config: PreprocessingConfig,
    grid: SliceGrid,
    index: int,
) -> LiverCrop | None:
    """The crop that the analysis gives this slice; before there is one, that of the slice's own
    liver. None where the slice has no liver."""
    series, analysis = opened.series, opened.analysis(card)
    if analysis is None:
        liver = slice_mask(models.model(card), series, index)[None] != BACKGROUND_CODE
        return crop_to_liver(liver, series.positions_mm[index : index + 1], grid, config)
    liver = analysis.mask != BACKGROUND_CODE
    crop = crop_to_liver(liver, series.positions_mm, grid, config)
    return crop if crop is not None and index in crop.slices else None
