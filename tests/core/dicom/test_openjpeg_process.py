"""Long JPEG 2000 series are decoded by processes beside this one, to the very same values."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.uid import JPEG2000Lossless

from core.dicom import isolated, load_series, pixels
from core.dicom.codestream import stated_depth
from tools.mock_dicom.mock_slice import ct_slice, write


@pytest.fixture
def begun(monkeypatch) -> list[str]:
    """The scripts of the processes that were started."""
    scripts: list[str] = []

    class Recorded(isolated.subprocess.Popen):
        def __init__(self, command, **options):
            scripts.append(command[-1])
            super().__init__(command, **options)

    monkeypatch.setattr(isolated.subprocess, "Popen", Recorded)
    monkeypatch.setattr(pixels.os, "cpu_count", lambda: 2)
    return scripts


def series(folder, dtype: str, bits: int, count: int = 3):
    """A folder of JPEG 2000 slices with every value that fits, and what they hold."""
    signed = dtype.startswith("i")
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if signed else (0, 2**bits)
    held = []
    for z in range(count):
        values = np.linspace(low, high - 1, 64 * 64).round().astype(dtype).reshape(64, 64)
        values = np.roll(values, z)
        depth = {"BitsStored": bits, "HighBit": bits - 1}
        ds = ct_slice(z, pixels=values, RescaleSlope=1, RescaleIntercept=0, **depth)
        write(ds, folder / f"IM{z}")
        ds.compress(JPEG2000Lossless, generate_instance_uid=False)
        ds.save_as(folder / f"IM{z}", enforce_file_format=True)
        held.append(values)
    return np.stack(held)


@pytest.mark.parametrize(("dtype", "bits"), [("i2", 16), ("i2", 13), ("u2", 12), ("u2", 9)])
def test_processes_give_the_values_that_were_packed(tmp_path, monkeypatch, begun, dtype, bits):
    held = series(tmp_path, dtype, bits)
    assert np.array_equal(load_series([tmp_path]).volume, held)
    assert begun == []
    monkeypatch.setattr(pixels, "WORTH_PROCESSES_BYTES", 1)
    assert np.array_equal(load_series([tmp_path]).volume, held)
    assert set(begun) == {str(isolated.OPENJPEG_SCRIPT)}


def test_one_core_reads_alone(tmp_path, monkeypatch, begun):
    held = series(tmp_path, "u2", 12)
    monkeypatch.setattr(pixels, "WORTH_PROCESSES_BYTES", 1)
    monkeypatch.setattr(pixels.os, "cpu_count", lambda: 1)
    assert np.array_equal(load_series([tmp_path]).volume, held)
    assert begun == []


def test_a_slice_of_another_depth_than_its_header_says_is_left_to_pydicom(
    tmp_path, monkeypatch, begun
):
    series(tmp_path, "u2", 12)
    for path in sorted(tmp_path.iterdir()):
        data = path.read_bytes()
        at = data.index(b"\xff\x4f\xff\x51")
        assert stated_depth(data[at:]) == (12, False)
        stored = data.index(b"\x28\x00\x01\x01US\x02\x00") + 8  # Bits Stored
        path.write_bytes(
            data[:stored] + b"\x0b\x00\x28\x00\x02\x01US\x02\x00\x0a\x00" + data[stored + 12 :]
        )
    alone = load_series([tmp_path]).volume
    monkeypatch.setattr(pixels, "WORTH_PROCESSES_BYTES", 1)
    assert np.array_equal(load_series([tmp_path]).volume, alone)
    assert begun == []


def test_a_damaged_slice_costs_itself_only(tmp_path, monkeypatch, begun):
    held = series(tmp_path, "u2", 12)
    data = (tmp_path / "IM1").read_bytes()
    at = data.index(b"\xff\x4f\xff\x51") + 52  # behind the size: what follows is no marker
    (tmp_path / "IM1").write_bytes(data[:at] + bytes(100) + data[at + 100 :])
    monkeypatch.setattr(pixels, "WORTH_PROCESSES_BYTES", 1)
    found = load_series([tmp_path])
    assert np.array_equal(found.volume, held[[0, 2]])
    assert any("IM1" in warning for warning in found.warnings)
    assert begun
