"""However it is written, the same anatomy is the same volume and the same millilitres."""

from __future__ import annotations

import numpy as np
import pytest

from core.dicom import load_series
from core.labels import LIVER_CODE, MALIGNANT_CODE
from core.lesions import measure_lesions
from core.series import Series
from tests.core.dicom.encodings import (
    LESION,
    LESION_ML,
    LIVER,
    LIVER_ML,
    POSITIONS,
    SYNTAXES,
    Encoding,
    hu_at,
)

ENCODINGS = [Encoding.drawn(seed) for seed in range(56)]
#: Warnings that say no more than what was drawn.
#: Each draws its own height and width of a pixel.
EXPECTED = {"gantry_tilt", "angled_slices", "pixels_not_square"}


def places(series: Series) -> np.ndarray:
    """(z, y, x, 3): LPS mm of each voxel, as the series says."""
    _, row_mm, column_mm = series.spacing_mm
    rows, columns = series.volume.shape[1:]
    along = np.arange(columns)[:, None] * column_mm * np.asarray(series.row_direction)
    down = np.arange(rows)[:, None] * row_mm * np.asarray(series.column_direction)
    return series.slice_origins_mm[:, None, None] + down[None, :, None] + along[None, None]


def test_every_syntax_and_position_is_drawn():
    assert len(ENCODINGS) >= 40
    assert {one.syntax for one in ENCODINGS} == set(SYNTAXES)
    assert {one.position for one in ENCODINGS} == set(POSITIONS)
    for trait in ("multi_frame", "zipped", "sheared"):
        assert {getattr(one, trait) for one in ENCODINGS} == {True, False}
    assert sum(one.tilt != 0 for one in ENCODINGS) >= 10


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda one: str(one.seed))
def test_the_same_volume_and_the_same_millilitres(encoding):
    series = load_series(encoding.files(), workers=1)

    # Each voxel has the HU of the place at which the series puts it; the last digit of a
    # coordinate may move one across a border.
    assert np.mean(series.volume != hu_at(places(series))) < 1e-4
    assert (np.diff(series.positions_mm) > 0).all()
    assert {warning.code for warning in series.warnings} <= EXPECTED

    mask = np.where(series.volume == LIVER, LIVER_CODE, 0).astype(np.uint8)
    mask[series.volume == LESION] = MALIGNANT_CODE
    (lesion,) = measure_lesions(mask, (mask == MALIGNANT_CODE) * np.uint8(255), series)
    assert lesion.volume_ml == pytest.approx(LESION_ML, rel=0.01)
    areas = (mask > 0).sum((1, 2)) * series.pixel_area_mm2()
    assert areas @ series.slice_thicknesses_mm / 1000 == pytest.approx(LIVER_ML, rel=0.01)
