"""A page for tests/browser/test_linking.py: one small made-up volume in three linked viewers."""

import numpy as np
import streamlit as st

from core.labels import COLOURS, DISPLAY_NAMES
from dashboard.components.viewer import Pane, linked_viewers, window_presets
from dashboard.state import volumes

DEPTH, SIZE = 60, 128


@st.cache_resource
def scene():
    z, y, x = np.mgrid[:DEPTH, :SIZE, :SIZE]
    volume = (x + y // 2 + 2 * z - 100).astype(np.int16)
    mask = np.zeros(volume.shape, np.uint8)
    mask[20:50, 20:100, 10:110] = 1
    heat = np.full(volume.shape, 128, np.uint8)
    affine = np.diag([-2.0, -2.0, 3.0, 1.0])
    affine[:3, 3] = (128.0, 128.0, -90.0)
    return volume, mask, heat, affine


def findings(category: str) -> dict:
    p = {"p_normal": 0.1, "p_benign": 0.1, "p_malignant": 0.1, f"p_{category}": 0.8}
    return {
        "patient": {**p, "category": category, "method": "top-3 mean over liver slices"},
        "slices": [
            {**p, "p_malignant": z / 100, "liver_area_mm2": 1.0, "lesion_area_mm2": 0.0}
            for z in range(DEPTH)
        ],
        "colour": COLOURS[category],
        "most_suspicious": DEPTH - 1,
        "lesions": [],
        "lesion_columns": [],
        "lesion_texts": [],
        "headline": DISPLAY_NAMES[category],
        "why": "",
        "is_outside": False,
        "outside": "",
        "verdict": f"p(malignant) {p['p_malignant']:.2f}",
        "cautions": [],
    }


st.set_page_config(layout="wide")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.session_state.setdefault("jump", {"slice": 25, "nonce": 0})
volume, mask, heat, affine = scene()
with st.sidebar:
    if st.button("Jump to 10"):
        nonce = st.session_state.jump["nonce"] + 1
        st.session_state.jump = {"slice": 9, "nonce": nonce}
    two = st.toggle("Two only")
    is_elsewhere = st.toggle("Another page")
if is_elsewhere:
    st.stop()
mask_url = volumes.publish(mask, affine, kind="labels")
panes = [
    Pane("first", "#56b4e9", mask_url=mask_url, findings=findings("malignant")),
    Pane(
        "<b>second</b>",
        "#e69f00",
        mask_url=mask_url,
        heatmap_url=volumes.publish(heat, affine, kind="heatmap"),
        heatmap_label="Lesion probability",
        findings=findings("benign"),
    ),
    Pane("third", "#2fc29a", note="not analysed yet"),
]
state = linked_viewers(
    key="deck",
    volume_url=volumes.publish(volume, affine, kind="ct"),
    n_slices=DEPTH,
    positions_mm=-90.0 + 3.0 * np.arange(DEPTH),
    panes=panes[:2] if two else panes,
    window_presets=window_presets(),
    jump=st.session_state.jump,
)
# One element: what is known and by which run come to the page together.
st.sidebar.text(f"run {st.session_state.runs}: slice {state.slice}")
