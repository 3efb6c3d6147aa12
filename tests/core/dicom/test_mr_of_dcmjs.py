"""MR as the tests of dcmjs have it, made anew: their files are not in any package.

`MRHead.zip` holds 130 classic sagittal slices 1.3 mm apart, which dcmjs makes one multi-frame file
of; `sample-dicom.dcm` gets a position with an exponent; the file of its issue 363 has a private
sequence of Philips that is marked as of unknown kind and undefined length (PS3.5 6.2.2).
"""

from __future__ import annotations

import struct

import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from core.dicom import MemoryFile, load_series
from tools.mock_dicom.mock_slice import to_bytes, write_all
from tools.mock_dicom.mr_slices import COLUMNS, N_SLICES, ROWS, mr_slice, stack, values

HEAD_SLICES, HEAD_STEP_MM = 130, 1.3


def head_slice(index: int, **changes: object):
    """Counted from the patient's right; the file names and numbers say nothing of that."""
    place = [-83.9 + index * HEAD_STEP_MM, 119.24, 119.64]
    changes = {
        "ImagePositionPatient": [f"{mm:.10g}" for mm in place],
        "SpacingBetweenSlices": HEAD_STEP_MM,
        "SliceThickness": HEAD_STEP_MM,
        "PixelSpacing": [1.0, 1.0],
        "InstanceNumber": (index * 37) % HEAD_SLICES + 1,
        **changes,
    }
    return mr_slice(index, "sagittal", **changes)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_a_head_of_130_sagittal_slices(tmp_path, syntax):
    files = [
        MemoryFile(f"{(index * 53) % HEAD_SLICES}.dcm", to_bytes(head_slice(index), syntax))
        for index in range(HEAD_SLICES)
    ]
    series = load_series(files)
    assert (series.n_slices, series.plane) == (HEAD_SLICES, "sagittal")
    assert series.spacing_mm == pytest.approx((HEAD_STEP_MM, 1.0, 1.0))
    assert series.slice_origins_mm[-1] == pytest.approx((-83.9 + 129 * 1.3, 119.24, 119.64))
    assert np.array_equal(series.volume[77], values(77))
    assert not series.warnings


def test_a_position_with_an_exponent(tmp_path):
    slices = stack()
    x, y, _ = slices[0].ImagePositionPatient
    for index, one in enumerate(slices):
        one.ImagePositionPatient = [x, y, "7.1945578383e-5" if not index else f"{4 * index}"]
    series = load_series([write_all(slices, tmp_path)])
    assert series.slice_origins_mm[:2, 2].tolist() == [7.1945578383e-5, 4.0]
    assert series.spacing_mm[0] == pytest.approx(4.0, abs=1e-4)


def test_a_private_sequence_of_unknown_kind_and_undefined_length():
    files = [
        MemoryFile(f"{index}.dcm", _with_private_sequence(to_bytes(one)))
        for index, one in enumerate(stack())
    ]
    series = load_series(files)
    assert series.volume.shape == (N_SLICES, ROWS, COLUMNS)
    assert np.array_equal(series.volume[3], values(3))
    assert not series.warnings


def _with_private_sequence(content: bytes) -> bytes:
    """(2001,105F) UN before the pixels; its item is in Implicit VR, as the standard has it."""
    pixels = content.index(b"\xe0\x7f\x10\x00OW")
    item = b"".join(
        struct.pack("<HHI", group, element, len(value)) + value
        for group, element, value in (
            (0x2001, 0x0010, b"SYNTH PRIVATE "),
            (0x2001, 0x1071, b"\x39\x8e\xe3\x3d"),
            (0x2001, 0x109F, b"AB"),
        )
    )
    creator = struct.pack("<HH2sH", 0x2001, 0x0010, b"LO", 14) + b"SYNTH PRIVATE "
    sequence = (
        struct.pack("<HH2sHI", 0x2001, 0x105F, b"UN", 0, 0xFFFFFFFF)
        + struct.pack("<HHI", 0xFFFE, 0xE000, len(item))
        + item
        + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    )
    return content[:pixels] + creator + sequence + content[pixels:]


def test_two_values_where_one_is_usual(tmp_path):
    changes = {"PatientSize": [1, 2], "PhysiciansOfRecord": "Doe^John\\Doe^Jane"}
    series = load_series([write_all(stack(**changes), tmp_path)])
    assert series.n_slices == N_SLICES and not series.warnings
