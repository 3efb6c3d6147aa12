"""Each trace is found however it is written, and nothing is found by chance."""

from __future__ import annotations

import base64
import hashlib
import random

import numpy as np
import pytest

from tests.privacy.planted import RUN, SAMPLES, SLICES, compressed_runs, pixel_runs
from tests.privacy.traces import KINDS, traces_in

WRITINGS = {
    "name": [
        "Zwiebelfisch^Kunigunde",
        "ZWIEBELFISCH",
        "/open?who=Zwiebelfisch%5EKunigunde",
        "kunigunde.dcm",
        base64.b64encode(b"Zwiebelfisch^Kunigunde"),
        base64.urlsafe_b64encode(b"n=Kunigunde"),
        base64.b64encode(b"of Kunigunde Z."),
        "Zwiebelfisch".encode("utf-16-le"),
        "Kunigunde".encode("utf-16-be"),
    ],
    "patient ID": ["ZQX-4711-88", "zqx471188", "?PatientID=ZQX-4711-88-benign"],
    "birth date": [
        "1937-02-19",
        "DA\x08\x0019370219\x10\x00",
        "born 19.02.1937",
        "19.2.1937",
        "2/19/1937",
        "02/19/1937",
        "19 February 1937",
        "Feb 19, 1937",
        "19370219".encode("utf-16-le"),
    ],
    "accession number": ["ACC9912873"],
    "referring physician": ["Quastenflosser"],
    "institution": ["KLINIKUM ENTENHAUSEN"],
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in WRITINGS.items() for text in texts]
)
def test_a_writing_is_found(kind, text):
    assert traces_in(text) == {kind}
    around = b"before " + (text if isinstance(text, bytes) else text.encode()) + b" after"
    assert traces_in(around) == {kind}


@pytest.mark.parametrize(
    "pixels",
    [
        lambda hu: hu.astype("<i2").tobytes(),
        lambda hu: hu.astype(">i2").tobytes(),
        lambda hu: hu[::-1].astype("<i2").tobytes(),
        lambda hu: (hu + 1024).astype("<u2").tobytes(),
        lambda hu: hu.astype("<f4").tobytes(),
        lambda hu: hu.astype("<i4").tobytes(),
        lambda hu: repr(hu.tolist()).encode(),
        lambda hu: str(hu).encode(),
        lambda hu: repr(hu.astype(np.float32)).encode(),
    ],
    ids=["int16", "big-endian", "turned", "as stored", "float32", "int32", "list", "array", "repr"],
)
def test_pixels_are_found_as_bytes_and_as_numbers(pixels):
    for hu in pixel_runs():
        assert traces_in(b"\x01before" + pixels(hu) + b"after") == {"pixels"}


def test_pixels_are_found_as_the_file_packs_them():
    for run in compressed_runs():
        assert traces_in(b"before" + run + b"after") == {"pixels"}


def test_the_runs_of_pixels_are_long_and_all_different():
    runs = pixel_runs()
    assert len(runs) == len(SAMPLES) * len(SLICES)
    assert len({run.tobytes() for run in runs} | set(compressed_runs())) == 2 * len(runs)
    assert {run.shape for run in runs} == {(RUN,)}
    assert all(len(set(run.tolist())) > RUN // 2 for run in runs)
    assert {len(run) for run in compressed_runs()} == {64}


@pytest.mark.parametrize(
    "text",
    [
        "0.19370219",
        "1193702194",
        "a19370219f",
        "1937-02-190000",
        "Subject 3f9a21c4",
        "Patient 4711",
        "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
    ],
)
def test_what_only_looks_like_it_is_not(text):
    assert traces_in(text) == set()


def test_hashes_and_noise_hold_nothing():
    hashes = "".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(20_000))
    assert traces_in(hashes) == set()
    assert traces_in(random.Random(1).randbytes(2_000_000)) == set()


def test_every_kind_has_a_writing():
    assert {*WRITINGS, "pixels"} == KINDS
