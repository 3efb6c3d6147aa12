import json

import nibabel
import numpy as np
import pytest

from core import DISCLAIMER
from core.attribution import SeriesHeat
from core.export import write_series_heat
from core.preprocessing import SliceGrid
from tests.core.known_network import PREPROCESSING, hu_series, known_model


@pytest.fixture
def series():
    return hu_series(np.zeros((3, 64, 64)), origin_xy=(-10.0, 20.0))


@pytest.fixture
def heat(series):
    """Raw heat k in the quadrant of the first rows and columns of slice k."""
    maps = np.zeros((3, 2, 2), np.float32)
    maps[:, 0, 0] = [0, 1, 2]
    return SeriesHeat(
        target="lesion",
        maps=maps,
        grid=SliceGrid.for_series(series, PREPROCESSING),
        scale=4.0,
        parameters={"method": "grad_cam", "layer": "encoder.1"},
    )


def test_the_volume_lies_on_the_ct_in_raw_values(heat, series, tmp_path):
    paths = write_series_heat(heat, series, known_model(), tmp_path)
    assert [path.name for path in paths] == ["explanation.json", "heatmap.nii.gz"]
    image = nibabel.load(tmp_path / "heatmap.nii.gz")
    assert (image.shape, image.get_data_dtype()) == ((64, 64, 3), np.float32)
    values = np.asarray(image.dataobj)
    assert values[4, 4].tolist() == [0, 1, 2]  # column, row; raw, not shares of the scale
    assert not values[60, 60].any()
    assert image.affine == pytest.approx(series.affine_ras)
    assert DISCLAIMER in bytes(image.header["descrip"]).decode()


def test_what_the_report_says(heat, series, tmp_path):
    model = known_model()
    write_series_heat(heat, series, model, tmp_path)
    content = json.loads((tmp_path / "explanation.json").read_text())
    assert content["disclaimer"] == DISCLAIMER
    assert (content["method"], content["target"]) == ("grad_cam", "lesion")
    assert (content["slices"], content["scale"]) == ([0, 2], 4.0)
    assert content["model"]["weights_sha256"] == model.weights_sha256
    assert content["series"] == {"uid": "1.2.3", "n_slices": 3}
