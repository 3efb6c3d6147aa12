import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core import DISCLAIMER
from core.attribution import Explanation, heat_overlap
from core.attribution.quality import Measure, Quality
from core.export import write_explanation
from core.export.explanation import colours, overlay_image
from tests.core.known_network import hu_series, known_model


@pytest.fixture
def explanation():
    """Full heat in the file's first row and column only."""
    heatmap = np.zeros((20, 30), np.float32)
    heatmap[0, 0] = 5.0
    return Explanation(
        method="grad_cam",
        target="malignant",
        slice_index=0,
        heatmap=heatmap,
        scale=2.0,
        parameters={"stride": 32},
        probabilities=np.array([0.2, 0.1, 0.7], np.float32),
        overlap=heat_overlap(heatmap, np.ones((20, 30), np.uint8)),
    )


def test_the_files_and_what_they_say(explanation, tmp_path):
    write_explanation(explanation, hu_series(np.zeros((1, 20, 30))), known_model(), tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["explanation.json", "heatmap.npy", "overlay.png"]
    heatmap = np.load(tmp_path / "heatmap.npy")
    assert heatmap.dtype == np.float32
    assert (heatmap == explanation.heatmap).all()
    content = json.loads((tmp_path / "explanation.json").read_text())
    assert content["disclaimer"] == DISCLAIMER
    assert (content["method"], content["target"], content["slice"]) == ("grad_cam", "malignant", 0)
    assert content["parameters"] == {"stride": 32}
    assert content["quality"]["energy_in_liver"] == 1.0
    assert content["quality"]["energy_in_lesion"] is None
    assert content["probabilities"]["malignant"] == pytest.approx(0.7)
    assert Image.open(tmp_path / "overlay.png").text["Disclaimer"] == DISCLAIMER


def test_measures_of_quality_stand_beside_the_overlap(explanation, tmp_path):
    measure = Measure(
        name="deletion_auc",
        title="Deletion",
        value=0.25,
        unit="mean probability",
        reading="It falls.",
        light="green",
        reference="Petsiuk et al. 2018",
        chance=0.5,
        curve=(np.array([0.0, 1.0]), np.array([0.5, 0.0])),
        details={"canvas": "blurred"},
    )
    quality = Quality(items=(measure,), mask="given", seed=3)
    series = hu_series(np.zeros((1, 20, 30)))
    write_explanation(explanation, series, known_model(), tmp_path, quality)
    content = json.loads((tmp_path / "explanation.json").read_text())["quality"]
    assert content["energy_in_liver"] == 1.0
    assert (content["mask"], content["seed"]) == ("given", 3)
    assert content["measures"] == [
        {
            "name": "deletion_auc",
            "title": "Deletion",
            "value": 0.25,
            "unit": "mean probability",
            "chance": 0.5,
            "reading": "It falls.",
            "light": "green",
            "reference": "Petsiuk et al. 2018",
            "curve": {"x": [0.0, 1.0], "y": [0.5, 0.0]},
            "details": {"canvas": "blurred"},
        }
    ]


def test_heat_is_coloured_by_the_fixed_scale_over_a_grey_ct(explanation):
    # 40 HU is the middle of the window: grey 128.
    picture = np.asarray(overlay_image(explanation, hu_series(np.full((1, 20, 30), 40))))
    assert picture[10, 10].tolist() == [128, 128, 128]
    # Above the scale: full colour at 65 % over 35 % of the grey.
    hot = 0.65 * colours(np.array(1.0)) + 0.35 * 127.5
    assert picture[0, 0].astype(float) == pytest.approx(hot, abs=1)


def test_greys_run_from_end_to_end_of_the_window_asked_for(explanation):
    # Liver: 20 HU is black, 180 HU is white; a quarter of the way is 64.
    volume = np.full((1, 20, 30), 60)
    volume[0, 10] = [20] * 10 + [180] * 10 + [100] * 10
    picture = np.asarray(overlay_image(explanation, hu_series(volume), window=(160.0, 100.0)))
    assert picture[15, 10].tolist() == [64, 64, 64]
    assert picture[10, [5, 15, 25], 0].tolist() == [0, 255, 128]


def test_the_file_says_which_window_it_has(explanation, tmp_path):
    series = hu_series(np.full((1, 20, 30), 60))
    write_explanation(explanation, series, known_model(), tmp_path, window=(1500.0, -600.0))
    picture = Image.open(tmp_path / "overlay.png")
    assert picture.text["Window"] == "W 1500 L -600"
    assert picture.getpixel((10, 15)) == (240, 240, 240)  # (60 + 1350) / 1500 of 255


def test_the_picture_is_radiological_and_its_pixels_square(explanation):
    series = hu_series(
        np.full((1, 20, 30), 40),
        (5.0, 2.0, 1.0),
        row_direction=(-1.0, 0.0, 0.0),
        column_direction=(0.0, -1.0, 0.0),
    )
    picture = np.asarray(overlay_image(explanation, series))
    assert picture.shape == (20 * 2 + 18, 30, 3)
    # The file's first pixel is the patient's left and posterior: lower right in the picture.
    assert picture[39, 29, 0] > 200
    assert picture[0, 0].tolist() == [128, 128, 128]


def test_the_picture_shows_no_noise_of_a_sharp_kernel_unless_its_window_is_wide(explanation):
    volume = np.full((1, 20, 30), 60)
    volume[0, ::2] = 140
    greys = {}
    for kernel in ("STANDARD", "LUNG"):
        series = hu_series(volume, (5.0, 1.0, 1.0))
        series = replace(series, tags=replace(series.tags, kernel=kernel))
        for width in (160.0, 1500.0):
            picture = np.asarray(overlay_image(explanation, series, window=(width, 100.0)), float)
            greys[kernel, width] = np.ptp(picture[5:15, 10, 0])
    # 80 of 160 HU are half of 255 greys; 80 of 1,500 are 14.
    assert greys["STANDARD", 160.0] == pytest.approx(128, abs=1)
    assert greys["LUNG", 160.0] < 12
    assert greys["LUNG", 1500.0] == greys["STANDARD", 1500.0] == pytest.approx(14, abs=1)
