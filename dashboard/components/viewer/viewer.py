"""The Review workspace as one Streamlit component.

The reader has a series to get through. They want to scroll from dome to pelvis without a stutter,
change the window without looking away from the liver, see at once which slices the model finds
suspicious and why, jump there, measure what they find, and know when to distrust the model. So all
that follows the hand happens in the browser: the volume is fetched once, every control has a key,
scores and lesions move with the slice, and the server hears of a slice after the hand has rested.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core import DISCLAIMER
from core.labels import COLOURS, DISPLAY_NAMES, MASK_CODES
from dashboard import theme
from dashboard.components.viewer import assets
from dashboard.components.viewer.facts import SeriesFacts
from dashboard.components.viewer.presets import WindowPreset, window_presets
from dashboard.components.viewer.reported import ViewerState, state_of
from dashboard.state.slice_position import Jump

_STYLES = Path(__file__).with_name("css")


@dataclass(frozen=True)
class HeatScale:
    """What a heatmap's colours stand for: the same on every slice."""

    #: Whether its bytes have a sign: 128 is 0, 1 and 255 are the ends of the scale.
    signed: bool
    #: The value at the end of the colour scale.
    full: float
    #: Of that value, such as "logits"; "" for none.
    unit: str = ""


@dataclass(frozen=True)
class SmallView:
    """One of the linked small views under the image."""

    key: str
    title: str
    #: `publish(..., kind="heatmap")`; None while there is none.
    heatmap_url: str | None
    signed: bool = False
    #: A word or two beside the title.
    note: str = ""
    #: Whether it is the one shown large.
    chosen: bool = False


def slice_viewer(
    *,
    key: str,
    volume_url: str,
    n_slices: int,
    positions_mm: Sequence[float] | np.ndarray,
    window_presets: Sequence[WindowPreset] = window_presets(),
    mask_url: str | None = None,
    heatmap_url: str | None = None,
    heatmap_label: str = "",
    heatmap_scale: HeatScale | None = None,
    small_views: Sequence[SmallView] = (),
    panel: bool = True,
    findings: Mapping[str, object] | None = None,
    jump: Jump | None = None,
    facts: SeriesFacts | None = None,
    annotation: Mapping[str, object] | None = None,
    others: Mapping[str, object] | None = None,
    height: int | None = None,
    hint: str = "",
) -> ViewerState:
    """Draw the workspace: toolbar, image, strip of suspicion, findings.

    A rerun with the same URLs loads nothing and keeps slice, window, zoom and tool. Must be called
    inside a script run.

    Args:
        key: identity of this viewer; keep it the same from rerun to rerun and series to series.
        volume_url: from `dashboard.state.volumes.publish(..., kind="ct")`.
        n_slices: of the volume.
        positions_mm: (n_slices,) as `Series.positions_mm`.
        window_presets: for the keys 1, 2, ...; the first one is shown first.
        mask_url: `publish(numbered_mask(...), kind="labels")`; drawn as outlines.
        heatmap_url: `publish(..., kind="heatmap")`, on the CT's grid in plane.
        heatmap_label: what the heatmap shows, for its colour bar, such as "Grad-CAM, malignant".
        heatmap_scale: what its colours stand for; None for a share 0..1. Given, the toolbar has a
            threshold, the heatmap's edge, and its sign or size alone.
        small_views: other heatmaps of the slice in view, under the image.
        panel: whether there is room for findings beside the image.
        findings: `{"patient": {p_normal, p_benign, p_malignant, category, method}, "colour": CSS
            colour of the category, "most_suspicious": index of a slice or None, "slices":
            [{p_normal, p_benign, p_malignant, liver_area_mm2, lesion_area_mm2}, ...], "lesions":
            [{id, label, slice_first, slice_last, slice_largest}, ...], "cautions": [sentence, ...],
            "caution_severities": ["stop", "warn" or "note", ...] or absent}`, and the texts and
            columns of `dashboard.components.viewer.findings`; None before the analysis.
        jump: the slice to show first, and to go to at each new nonce.
        facts: where the slices lie, and the corner's words; None for what the volume's affine says.
        annotation: `editing.annotation_data`; None where outlines are not edited.
        others: `others.others_data`; None where no other system found anything.
        height: of the whole component in px; None fills the window.
        hint: shown in the findings panel before the analysis.

    Returns:
        The slice the reader last rested on, or the first one shown.
    """
    data = {
        **series_data(key, volume_url, n_slices, positions_mm, window_presets, jump, facts),
        "mask": mask_url,
        "heatmap": heatmap_url,
        "heatmapLabel": heatmap_label,
        "heatScale": asdict(heatmap_scale) if heatmap_scale else None,
        "smallViews": [_small(view) for view in small_views],
        "panel": panel,
        "annotation": annotation,
        "others": others,
        "findings": findings,
        "height": height,
        "hint": hint,
    }
    offered = [view.key for view in small_views]
    return state_of(draw(key, data), volume_url, n_slices, jump, window_presets, offered)


def series_data(
    key: str,
    volume_url: str,
    n_slices: int,
    positions_mm: Sequence[float] | np.ndarray,
    window_presets: Sequence[WindowPreset],
    jump: Jump | None,
    facts: SeriesFacts | None = None,
) -> dict[str, object]:
    """What the browser must know of the series and the app, whatever is drawn over the slices."""
    return {
        "viewer": key,
        "niivue": assets.niivue_path(),
        "volume": volume_url,
        "nSlices": n_slices,
        "positions": [round(float(z), 2) for z in positions_mm],
        "presets": [preset._asdict() for preset in window_presets],
        "jump": jump,
        "labels": {"colours": COLOURS, "names": DISPLAY_NAMES, "codes": MASK_CODES},
        "disclaimer": DISCLAIMER,
        **(facts or SeriesFacts()).data(),
    }


def draw(key: str, data: Mapping[str, object]) -> object:
    """Put the component on the page; returns the view that the browser reported, if any."""
    reported = _component()(
        key=key,
        data=data,
        default={"view": None, "measured": None, "annotated": None},
        on_view_change=_no_reaction,
        # A run of the page, so that it sees what was measured and corrected.
        on_measured_change=_no_reaction,
        on_annotated_change=_no_reaction,
    )
    return reported.get("view")


def _small(view: SmallView) -> dict[str, object]:
    return {
        "key": view.key,
        "title": view.title,
        "note": view.note,
        "heatmap": view.heatmap_url,
        "signed": view.signed,
        "chosen": view.chosen,
    }


def fetch_ahead() -> None:
    """Have the browser fetch the viewer's files on a page without a viewer, so that they are there
    when a series is opened."""
    _fetcher()(key="fetch-ahead")


@functools.cache
def _fetcher() -> Any:
    script = f"{_preload()}export default function () {{}}"
    return st.components.v2.component("liverlens_viewer_files", js=script)


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before there is a runtime."""
    return st.components.v2.component(
        "liverlens_viewer",
        css=_styles(),
        js=_loader(assets.main_module_path()),
    )


def _styles() -> str:
    sheets = (file.read_text(encoding="utf-8") for file in sorted(_STYLES.glob("*.css")))
    return theme.scaled("\n".join(sheets))


def _loader(module_path: str) -> str:
    """The component's script: it hands over to the module that the server keeps at a URL.

    All files are requested at once, not one import after the other.
    Streamlit calls the default export at each change of `data` and runs what it returned when the
    component leaves the page.
    """
    return f"""{_preload()}
const viewer = import(window.location.origin + {json.dumps(module_path)});
export default function (component) {{
  viewer.then((module) => module.show(component));
  return () => viewer.then((module) => module.leave(component.parentElement));
}}
"""


def _preload() -> str:
    return f"""
for (const path of {json.dumps(assets.preload_paths())}) {{
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = path;
  document.head.append(link);
}}
"""


def _no_reaction() -> None:
    """Streamlit keeps a component's state only under a callback."""
