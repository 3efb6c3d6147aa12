"""A page for tests/browser/test_viewer.py: a small made-up volume in the viewer, nothing else.

Each slice is black but for a bright block and a soft gradient; slices differ, so a change of
slice, window or view shows in the pixels. `?findings=1` adds a mask, a heatmap and scores;
`?broken=1` names a volume that the server does not hold; `?facts=1` puts a date on the image,
`?facts=long` the longest name of a kernel too, `?sizes=1` that sizes count for nothing; `?mr=1`
calls it coronal MR.
"""

import numpy as np
import streamlit as st

from dashboard.components.viewer import slice_viewer, window_presets
from dashboard.components.viewer.facts import SeriesFacts
from dashboard.components.viewer.findings import lesion_columns, lesion_texts
from dashboard.security import arrival
from dashboard.state import measuring, volumes
from dashboard.state.measured import Measured

DEPTH, SIZE = 60, 128
SPACING = (3.0, 2.0, 2.0)
#: Slices and rows/columns of the bright block (HU 200) that the mask outlines as lesion 1.
BLOCK = (slice(30, 41), slice(40, 60), slice(20, 50))
LESION = {
    "id": 1,
    "label": "malignant",
    "volume_ml": 79.2,
    "diameter_mm": 72.1,
    "short_axis_mm": 40.0,
    "mean_hu": 200.0,
    "sd_hu": 0.0,
    "slice_first": 30,
    "slice_last": 40,
    "slice_largest": 33,
}


TEXTS = {"": (), "1": ("2026-01-31",), "long": ("2026-01-31", "KERNEL " * 30 + "· 5 mm")}


@st.cache_resource
def scene():
    z, y, x = np.mgrid[:DEPTH, :SIZE, :SIZE]
    volume = (x + y // 2 + 2 * z - 100).astype(np.int16)
    volume[BLOCK] = 200
    mask = np.zeros(volume.shape, np.uint8)
    mask[20:50, 20:100, 10:110] = 1
    mask[BLOCK] = 3 + 4 * 1
    heat = np.zeros((1, SIZE, SIZE), np.float32)
    heat[0, 40:60, 20:50] = 1.0
    # DICOM's usual axes: columns run to the patient's left, rows to posterior.
    affine = np.diag([-SPACING[2], -SPACING[1], SPACING[0], 1.0])
    affine[:3, 3] = (128.0, 128.0, -90.0)
    return volume, mask, heat, affine


@st.cache_resource
def measured_by(person: str) -> Measured:
    """What that person measured; it outlives a reload, as an open series does."""
    return Measured(f"made up for {person}", DEPTH)


def findings() -> dict:
    inside = range(BLOCK[0].start, BLOCK[0].stop)
    return {
        "patient": {
            "p_normal": 0.1,
            "p_benign": 0.1,
            "p_malignant": 0.8,
            "category": "malignant",
            "method": "top-3 mean over liver slices",
        },
        "slices": [
            {
                "p_normal": 0.05 if z in inside else 0.95,
                "p_benign": 0.05 if z in inside else 0.04,
                "p_malignant": 0.90 - 0.02 * abs(z - 35) if z in inside else 0.01,
                "liver_area_mm2": 32000.0 if 20 <= z < 50 else 0.0,
                "lesion_area_mm2": 2400.0 if z in inside else 0.0,
            }
            for z in range(DEPTH)
        ],
        "lesions": [LESION],
        "lesion_columns": lesion_columns(),
        "lesion_texts": [lesion_texts(LESION)],
        "headline": "Malignant-looking",
        "why": "",
        "is_outside": False,
        "outside": "",
        "verdict": "p(malignant) 0.80",
        "colour": "#ff7a6b",
        "most_suspicious": 35,
        "cautions": ["This patient is made up."],
        "liver": "liver 2,880 mL, burden 2.8 %",
    }


st.set_page_config(layout="wide")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.session_state.setdefault("jump", {"slice": 25, "nonce": 0})

volume, mask, heat, affine = scene()
is_mr = "mr" in st.query_params
if is_mr:
    # Columns run to the patient's left, rows to the feet, slices to the back.
    affine = affine[:, [0, 2, 1, 3]] * [1, -SPACING[1] / SPACING[0], SPACING[0] / SPACING[1], 1]
    affine[:3, 3] = (128.0, 90.0, 128.0)
url = volumes.publish(volume, affine, kind="ct")
if "broken" in st.query_params:
    url = "/volumes/nothing.nii"
measured = measured_by(arrival.person())
facts = SeriesFacts(
    texts=TEXTS[st.query_params.get("facts", "")],
    sizes="Sizes can't be trusted" if "sizes" in st.query_params else "",
    measurements=(measuring.address(measured), measured.revision),
    plane="coronal" if is_mr else "axial",
    unit="" if is_mr else "HU",
)
extras = {"facts": facts}
if "findings" in st.query_params:
    extras |= {
        "mask_url": volumes.publish(mask, affine, kind="labels"),
        "heatmap_url": volumes.publish(heat, volumes.slice_affine(affine, 35), kind="heatmap"),
        "heatmap_label": "Grad-CAM, malignant",
        "findings": findings(),
    }

with st.sidebar:
    if st.button("Jump to 10"):
        nonce = st.session_state.jump["nonce"] + 1
        st.session_state.jump = {"slice": 10, "nonce": nonce}
    if st.button("Offer 20 from 25"):
        nonce = st.session_state.jump["nonce"] + 1
        st.session_state.jump = {"slice": 20, "nonce": nonce, "only_from": 25}
    st.button("Rerun")
    away = st.toggle("Elsewhere")

# One element: what is known and by which run come to the page together.
known = "away"
if away:
    st.write("Another page.")
else:
    state = slice_viewer(
        key="viewer",
        volume_url=url,
        n_slices=DEPTH,
        positions_mm=-90.0 + SPACING[0] * np.arange(DEPTH),
        window_presets=window_presets((300.0, 50.0)),
        jump=st.session_state.jump,
        **extras,
    )
    width, level = state.window
    known = f"slice {state.slice}, window {width:g}/{level:g}"
st.sidebar.text(f"run {st.session_state.runs}: {known}")
