"""An analysis as bytes and back: the same on the same images, and nothing on any others."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest

from core.inference import SliceInterval
from core.pipeline import Analysis
from core.worklist import outlines
from core.worklist.outlines import pack, unpack
from tests.core.known_network import hu_series
from tests.dashboard.tiny_case import tiny_analysis, tiny_series


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    made = tiny_analysis()
    low, high = made.probabilities * 0.9, np.minimum(made.probabilities * 1.1, 1)
    interval = {"malignant": (0.5, 0.75), "benign": (0.0, 0.1), "normal": (0.1, 0.2)}
    return replace(
        made,
        slice_interval=SliceInterval(low, high, 4, 7),
        patient=replace(made.patient, interval=interval),
    )


def test_everything_comes_back(analysis):
    again = unpack(pack(analysis), analysis.series, analysis.patient_settings)
    assert again.series is analysis.series
    for field in fields(Analysis):
        was, now = getattr(analysis, field.name), getattr(again, field.name)
        if isinstance(was, np.ndarray):
            np.testing.assert_array_equal(now, was)
            assert now.dtype == was.dtype
        elif field.name == "slice_interval":
            np.testing.assert_array_equal(now.low, was.low)
            np.testing.assert_array_equal(now.high, was.high)
            assert (now.n_views, now.seed) == (4, 7)
        else:
            assert now == was, field.name
    assert again.most_suspicious() == analysis.most_suspicious()


def test_without_intervals_there_are_none(analysis):
    plain = replace(analysis, slice_interval=None)
    assert unpack(pack(plain), plain.series, plain.patient_settings).slice_interval is None


def test_it_is_small_and_no_pixel_is_in_it(analysis):
    packed = pack(analysis)
    assert len(packed) < analysis.mask.nbytes / 2
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = {name.removesuffix(".npy") for name in archive.namelist()}
        facts = archive.read("facts.npy")
    assert "volume" not in names
    assert b"Muster" not in facts


def test_on_other_images_it_is_nothing(analysis):
    packed, series = pack(analysis), analysis.series
    changed = series.volume.copy()
    changed[0, 0, 0] += 1
    for other in (
        replace(series, volume=changed),
        replace(series, spacing_mm=(2.0, *series.spacing_mm[1:])),
        hu_series(np.zeros((2, 8, 8))),
    ):
        assert unpack(packed, other, analysis.patient_settings) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-100],
        lambda data: b"PK" + bytes(50),
        lambda data: b"\x80\x04K\x01.",  # a pickle
    ],
)
def test_what_is_damaged_is_nothing(analysis, damage):
    assert unpack(damage(pack(analysis)), analysis.series, analysis.patient_settings) is None


def test_of_another_format_it_is_nothing(analysis, monkeypatch):
    packed = pack(analysis)
    monkeypatch.setattr(outlines, "FORMAT", outlines.FORMAT + 1)
    assert unpack(packed, analysis.series, analysis.patient_settings) is None


def test_what_would_unpack_to_too_much_is_not_unpacked(analysis, monkeypatch):
    monkeypatch.setattr(outlines, "_REST_BYTES", 0)
    assert unpack(pack(analysis), analysis.series, analysis.patient_settings) is None


def test_objects_are_never_loaded(analysis):
    evil = io.BytesIO()
    np.savez(evil, facts=np.array([{"a": 1}], dtype=object))
    assert unpack(evil.getvalue(), tiny_series(), analysis.patient_settings) is None
