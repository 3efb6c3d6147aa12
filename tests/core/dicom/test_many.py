"""Sizes that people really have: 300 slices, a zip of 1,500 files."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from core.dicom import MemoryFile, discover, load_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


def slice_files(n: int) -> list[bytes]:
    """`n` files of slices 0.5 mm apart; slice k holds the stored value k."""
    template = to_bytes(ct_slice(1000.0))
    assert template.count(b"1000.0") == 1
    return [
        template.replace(b"1000.0", f"{0.5 * k:.1f}".ljust(6).encode())[:-48]
        + np.full(24, k, "<u2").tobytes()
        for k in range(n)
    ]


def test_a_series_of_300_slices():
    files = slice_files(300)
    order = np.random.default_rng(0).permutation(300)
    series = load_series([MemoryFile(f"{k}", files[z]) for k, z in enumerate(order)])
    assert series.volume.shape == (300, 4, 6)
    assert series.volume[:, 0, 0].tolist() == list(range(-1024, -724))
    assert series.spacing_mm[0] == 0.5
    assert series.warnings == ("300 files repeat an instance UID: told apart by position.",)


def test_a_zip_of_1500_files():
    # Five series of 250 slices, and 250 other files.
    files = slice_files(250)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for k in range(1500):
            series, z = divmod(k, 250)
            data = files[z].replace(b"1.2.3.2\0", f"1.2.9.{series}\0".encode())
            archive.writestr(f"{series}/{z}", data if series < 5 else b"a note")
    found = discover([MemoryFile("all.zip", file.getvalue())])
    assert [one.n_slices for one in found.candidates] == [250] * 5
    assert [(line.reason, line.count) for line in found.exclusions] == [("not DICOM", 250)]
    assert load_series([MemoryFile("all.zip", file.getvalue())], uid="1.2.9.3").n_slices == 250
