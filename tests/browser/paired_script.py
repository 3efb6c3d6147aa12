"""A page for tests/browser/test_paired.py: two visits of one made-up patient, side by side.

The later one lies 140 mm higher, and its slices are 2 mm apart instead of 5.
"""

import numpy as np
import streamlit as st

from dashboard.components.viewer import Pane, SeriesPane, Spot, paired_viewers
from dashboard.components.viewer.facts import SeriesFacts
from dashboard.state import volumes

SIZE = 96
#: mm from slice to slice, and how many there are.
EARLIER, LATER = (5.0, 30), (2.0, 300)
SHIFT = (6.0, -4.0, 140.0)


@st.cache_resource
def scene(distance: float, depth: int, shift: tuple[float, float, float]):
    """A ball of 20 mm in a patient of 100 HU; the patient lies elsewhere by `shift`, mm."""
    z, y, x = np.mgrid[:depth, :SIZE, :SIZE]
    places = np.stack([2.0 * x, 2.0 * y, distance * z], axis=-1)
    ball = np.linalg.norm(places - (80.0, 90.0, 70.0), axis=-1) <= 20
    volume = np.where(ball, 40, 100).astype(np.int16)
    mask = np.where(ball, 3 + 4, 1).astype(np.uint8)
    affine = np.diag([-2.0, -2.0, distance, 1.0])
    affine[:3, 3] = (-shift[0], -shift[1], shift[2])
    origins = [[shift[0], shift[1], shift[2] + distance * i] for i in range(depth)]
    return volume, mask, affine, origins


def pane(number: int, jump: dict) -> SeriesPane:
    (distance, depth), shift = ((EARLIER, (0.0, 0.0, 0.0)), (LATER, SHIFT))[number]
    volume, mask, affine, origins = scene(distance, depth, shift)
    to_shared = np.eye(4)
    if number == 0:
        to_shared[:3, 3] = SHIFT
    return SeriesPane(
        pane=Pane(
            ("Earlier", "Later")[number], mask_url=volumes.publish(mask, affine, kind="labels")
        ),
        volume_url=volumes.publish(volume, affine, kind="ct"),
        n_slices=depth,
        positions_mm=np.array(origins)[:, 2],
        jump=jump,
        facts=SeriesFacts(origins_mm=origins),
        to_shared=to_shared,
        lesion_names={1: "1"},
        partners={1: 1},
        spots=[Spot((80.0, 90.0, 70.0), 8.0, "2 · not found", found=False)] if number else [],
    )


st.set_page_config(layout="wide")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.session_state.setdefault("picks", 0)
with st.sidebar:
    if st.button("Pick lesion 1"):
        st.session_state.picks += 1
# The ball's middle is on slice 14 of the earlier visit, and on slice 35 of the later one.
jumps = [{"slice": 10, "nonce": 0}, {"slice": 25, "nonce": 0}]
if st.session_state.picks:
    place = np.array([80.0, 90.0, 70.0])
    jumps = [
        {"slice": at, "nonce": st.session_state.picks, "lesion": 1, "size_mm": 40.0}
        | {"place_mm": (place + shift).tolist()}
        for at, shift in ((14, np.zeros(3)), (35, np.array(SHIFT)))
    ]
slices = paired_viewers(key="pair", panes=[pane(0, jumps[0]), pane(1, jumps[1])])
# One element: what is known and by which run come to the page together.
st.sidebar.text(f"run {st.session_state.runs}: slices {slices[0]} and {slices[1]}")
