import gzip
import io
import json

import nibabel
import numpy as np
from PIL import Image

from core import DISCLAIMER
from dashboard.screens.explain import downloads
from tests.dashboard.screens.explain.made import explanation, measure, quality
from tests.dashboard.tiny_case import MODEL, tiny_series


def one(series):
    heatmap = np.zeros(series.volume.shape[1:], np.float32)
    heatmap[20, 30] = 1.5
    return explanation(heatmap, slice_index=3)


def test_names_say_what_is_inside_and_nothing_of_the_patient():
    assert downloads.file_stem(explanation()) == "grad_cam_malignant_slice7"


def test_the_array_is_the_heatmap_in_its_own_unit():
    series = tiny_series()
    loaded = np.load(io.BytesIO(downloads.npy(one(series))))
    assert (loaded.dtype, loaded[20, 30], loaded.sum()) == (np.float32, 1.5, 1.5)


def test_the_picture_carries_the_notice_and_has_the_window_of_the_screen(monkeypatch):
    offered = {}

    def button(label, make, *_, **__):
        offered[label] = make

    monkeypatch.setattr(downloads.st, "download_button", button)
    series = tiny_series()
    empty = explanation(np.zeros(series.volume.shape[1:], np.float32), slice_index=3)
    hu = float(series.volume[3, 0, 0])
    # The first pixel is the window's lower end, or its upper one.
    for window, grey in (((100.0, hu + 50), 0), ((100.0, hu - 50), 255)):
        downloads.show(empty, quality(measure()), series, MODEL, None, window)
        picture = Image.open(io.BytesIO(offered["PNG"]()))
        assert picture.text["Disclaimer"] == DISCLAIMER
        assert picture.getpixel((0, 0)) == (grey, grey, grey)


def test_the_volume_lies_where_the_slice_lies_in_the_patient():
    series = tiny_series()
    image = nibabel.Nifti1Image.from_bytes(gzip.decompress(downloads.nifti(one(series), series)))
    assert image.get_fdata()[30, 20, 0] == 1.5
    expected = series.affine_ras @ [30, 20, 3, 1]
    assert np.allclose(image.affine @ [30, 20, 0, 1], expected)
    assert DISCLAIMER in image.header["descrip"].item().decode()


def test_the_report_holds_the_tests_and_no_name():
    series = tiny_series()
    text = downloads.report(one(series), quality(measure()), series, MODEL)
    content = json.loads(text)
    assert content["disclaimer"] == DISCLAIMER
    assert content["quality"]["measures"][0]["value"] == 0.183
    assert "Muster" not in text
