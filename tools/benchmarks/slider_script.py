"""What people write without a viewer: a slider and an image, drawn by the server at each step."""

import os

import numpy as np
import streamlit as st


@st.cache_resource
def volume() -> np.ndarray:
    return np.load(os.environ["LIVERLENS_BENCHMARK_VOLUME"], mmap_mode="r")


hu = volume()
index = st.slider("Slice", 0, len(hu) - 1, len(hu) // 2)
low, high = -110.0, 190.0
grey = np.clip((hu[index] - low) / (high - low), 0.0, 1.0)
st.image((grey * 255).astype(np.uint8), width="stretch")
st.text(f"slice {index}")
