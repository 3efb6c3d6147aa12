"""Values that are no HU stop the result; padding, small fields and windows don't."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cautions import find_cautions, image, measure_phase
from core.cautions.hu_scale import implausible_organs
from core.cautions.phase import Phase
from core.dicom import MemoryFile, load_series
from core.risk import PatientRisk
from tests.core.known_network import hu_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

SAMPLES = Path(__file__).parents[3] / "sample_scans"
SIZE = 64
Y, X = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
#: Outside of the scanner's round field.
CORNERS = np.hypot(Y, X) > SIZE / 2


def body(n_slices=6) -> np.ndarray:
    """(z, y, x) HU with noise: air, and in it fat around muscle, with a spine and two lungs."""
    plane = np.full((SIZE, SIZE), -1000.0)
    for radius, hu in ((26, -100), (22, 60)):
        plane[np.hypot(Y / 0.8, X) < radius] = hu
    plane[np.hypot(Y - 10, X) < 4] = 400
    for side in (-9, 9):
        plane[np.hypot(Y + 4, X - side) < 5] = -850
    return plane + np.random.default_rng(3).normal(0, 15, (n_slices, SIZE, SIZE)).round()


def padded(hu: float, beside=None) -> np.ndarray:
    volume = body()
    volume[:, CORNERS] = hu
    if beside is not None:
        volume[::2, CORNERS] = beside
    return volume


def partly(hu: float, slices=slice(2, 3)) -> np.ndarray:
    volume = body()
    volume[slices] += hu
    return volume


def codes(volume: np.ndarray) -> list[tuple[str, str, str]]:
    series = replace(hu_series(body()), volume=np.asarray(volume, np.float32))
    return [(one.code, one.severity, one.sentence.code) for one in image.modality(series)]


PLAUSIBLE = {
    "air around a body": body(),
    "clipped at the lower end": body().clip(-1024),
    "padding of GE": padded(-2000),
    "padding with the intercept": padded(-3024),
    "both": padded(-2000, -3024),
    "far padding": padded(-32768),
    "padding as bright as air": padded(-1024),
    "a field within the body": body()[:, 24:40, 24:40],
    "liver alone": np.random.default_rng(1).normal(110, 15, (6, 40, 40)),
    "one grey": np.full((6, 40, 40), 110),
    "cut to a window": body().clip(-160, 240),
    "noise of a lung kernel": body() + np.random.default_rng(2).normal(0, 90, (6, SIZE, SIZE)),
    "one slice": body(1),
    "metal": np.where(np.hypot(Y, X) < 6, 30_000, body()),
}


@pytest.mark.parametrize("volume", PLAUSIBLE.values(), ids=PLAUSIBLE.keys())
def test_values_that_may_be_hu(volume):
    assert codes(volume) == []


def unsigned(bits: int) -> np.ndarray:
    return np.where(body() < 0, body() + 2**bits, body())


IMPLAUSIBLE = {
    "int16 read as unsigned": (unsigned(16), "values_beyond_scale"),
    "the same, and the intercept added": (unsigned(16) - 1024, "values_beyond_scale"),
    "12 bits read as unsigned": (unsigned(12), "body_off_scale"),
    "no intercept": (body() + 1024, "body_off_scale"),
    "no intercept, below 0 cut": ((body() + 1024).clip(0), "no_negative_value"),
    "no intercept, but padding": (np.where(CORNERS, -2000, body() + 1024), "body_off_scale"),
    "the intercept added twice": (body() - 1024, "body_off_scale"),
    "the intercept subtracted": (body() + 2048, "body_off_scale"),
    "half the slope": ((body() + 1024) / 2 - 1024, "body_off_scale"),
    "another intercept": (body() + 300, "air_off_scale"),
    "ten times the slope": (body() * 10, "body_off_scale"),
    "air at -2000": (np.where(body() < -500, body() * 2, body()), "air_off_scale"),
    "swapped bytes": (
        (body() + 1024).clip(0).astype("<u2").byteswap() - 1024.0,
        "values_beyond_scale",
    ),
    "a window as grey": (body().clip(-160, 240) + 160, "no_negative_value"),
    "normalised": (body().clip(-160, 240) / 400, "values_without_range"),
    "one slice of several": (partly(1024), "slices_off_scale"),
}


@pytest.mark.parametrize(("volume", "sentence"), IMPLAUSIBLE.values(), ids=IMPLAUSIBLE.keys())
def test_values_that_are_none(volume, sentence):
    assert codes(volume) == [("hu_implausible", "stop", sentence)]


def test_signed_pixels_written_as_unsigned_in_dicom():
    """HU as int16, but Pixel Representation 0 and no intercept: air is 64,536."""
    stored = body(1)[0].astype(np.int16).view(np.uint16)
    slices = [ct_slice(5.0 * z, stored, RescaleIntercept=0) for z in range(6)]
    series = load_series([MemoryFile(f"IM{z}", to_bytes(ds)) for z, ds in enumerate(slices)])
    assert series.volume.max() > 64_000
    (caution,) = image.modality(series)
    assert (caution.code, caution.sentence.code) == ("hu_implausible", "values_beyond_scale")


@pytest.mark.parametrize(
    ("liver", "aorta", "organ"),
    [
        (110.0, 150.0, ""),
        (-40.0, None, ""),  # a fatty liver
        (55.0, 800.0, ""),
        (1084.0, None, "liver"),
        (-974.0, 40.0, "liver"),
        (60.0, 3012.0, "aorta"),
    ],
)
def test_organs_off_the_scale(liver, aorta, organ):
    cautions = implausible_organs(Phase("unclear", liver, aorta, None))
    assert [(one.code, one.severity) for one in cautions] == [("hu_implausible", "stop")] * bool(
        organ
    )
    assert all(organ in one.sentence for one in cautions)


def test_no_other_caution_is_measured_in_values_that_are_no_hu():
    volume = body() + 1024
    mask = (volume > 1050).astype(np.uint8)
    areas = mask.sum(axis=(1, 2)) * 2.25
    patient = PatientRisk(0.1, 0.0, 0.9, "malignant", "")
    series = hu_series(volume)
    found = find_cautions(series, mask, areas, (), patient, measure_phase(series, mask))
    assert [caution.code for caution in found] == ["hu_implausible"]


@pytest.mark.parametrize("name", ["normal", "benign", "malignant"])
def test_the_samples_are_hu(name):
    assert image.modality(load_series([SAMPLES / name])) == []
