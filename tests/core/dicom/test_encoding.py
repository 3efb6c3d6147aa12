"""The length of what is inflated in pieces, wherever a piece begins and ends."""

import zlib

import numpy as np
import pytest

from core.dicom import encoding
from core.dicom.encoding import inflated_length
from core.dicom.set_aside import SetAside

NOISE = np.random.default_rng(3).integers(0, 256, 300, np.uint8).tobytes()
INSIDE = bytes(5000) + NOISE + bytes(1000)


def packed(inside: bytes) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packing.compress(inside) + packing.flush()


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("out", [*range(1, 260, 9), 1000, 5000, 6300, 10_000])
def test_it_is_counted_to_its_end(monkeypatch, size, out):
    monkeypatch.setattr(encoding, "_PIECE_BYTES", out)
    whole = packed(INSIDE)
    assert inflated_length(pieces(whole, size), 10**6) == (6300, True)
    # What follows the end is no part of it.
    assert inflated_length(pieces(whole + b"\0", size), 10**6) == (6300, True)
    length, ends = inflated_length(pieces(whole[:-3], size), 10**6)
    assert length <= 6300
    assert not ends


def test_it_is_not_counted_further_than_asked():
    length, ends = inflated_length(pieces(packed(bytes(2**24)), 64), 2**21)
    assert 2**21 <= length < 2**22
    assert ends


def test_what_is_no_deflated_data_is_damaged():
    with pytest.raises(SetAside) as error:
        inflated_length([b"\xff" * 100], 10**6)
    assert error.value.reason.code == "damaged_deflated_data"
