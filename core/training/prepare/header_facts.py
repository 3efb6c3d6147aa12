"""What the header of a series says of the columns `phase` and `thickness`."""

from __future__ import annotations

import numpy as np

from core.series import Series
from core.vocabulary.contrast import named_phase


def phase_of(series: Series) -> str:
    """The phase of contrast that the series description names; "" if it names none or several.

    An empty Contrast Agent says nothing: it is often not filled in.
    """
    return named_phase(series.tags.series_description)


def thickness_mm(series: Series) -> float:
    """Of a slice, as stated; else the distance between slices; NaN if the header places nothing.

    A NIfTI without a pixel size has 1 x 1 x 1 mm.
    """
    if series.tags.slice_thickness_mm is not None:
        return float(series.tags.slice_thickness_mm)
    if series.n_slices < 2 or np.allclose(series.spacing_mm, 1.0, atol=1e-6):
        return float("nan")
    return float(series.spacing_mm[0])
