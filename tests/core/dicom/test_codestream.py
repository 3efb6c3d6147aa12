"""A codestream that is larger than its slice is refused before a decoder makes room for it."""

from __future__ import annotations

from struct import pack
from types import SimpleNamespace

import pytest

from core.dicom import MemoryFile, load_series
from core.dicom.codestream import check_size, stated_size
from core.dicom.set_aside import SetAside
from core.errors import InputError
from tools.fuzz import seeds
from tools.fuzz.generators import fragments

WITH_SIZE = [kind for kind in fragments.KINDS if kind != "rle"]


def codestream(kind: str) -> tuple[bytes, bytes]:
    """(the file up to its fragments, the one codestream)."""
    before, parts = fragments.split(seeds.compressed(kind))
    return before, b"".join(parts[1:])


@pytest.mark.parametrize("kind", WITH_SIZE)
def test_each_syntax_says_its_size(kind):
    assert stated_size(codestream(kind)[1]) == (seeds.SIDE, seeds.SIDE, 1)


@pytest.mark.parametrize("kind", WITH_SIZE)
def test_another_size_is_not_decoded(kind):
    before, stream = codestream(kind)
    old = pack(">LL" if stream.startswith(b"\xff\x4f") else ">HH", seeds.SIDE, seeds.SIDE)
    new = pack(">LL" if stream.startswith(b"\xff\x4f") else ">HH", 65_535, 65_535)
    assert old in stream
    data = fragments.build(before, [b"", stream.replace(old, new, 1)])
    with pytest.raises(InputError) as error:
        load_series([MemoryFile("slice", data)])
    assert error.value.code == "undecodable_pixels"


def test_rle_says_nothing():
    assert stated_size(codestream("rle")[1]) is None


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\x4f\xff\x51\0", b"x" * 99]
)
def test_nothing_to_be_found(data):
    assert stated_size(data) is None


def test_far_more_bytes_than_the_slice_could_need():
    before, stream = codestream("rle")
    data = fragments.build(before, [b"", stream + bytes(100_000)])
    with pytest.raises(InputError) as error:
        load_series([MemoryFile("slice", data)])
    assert error.value.code == "undecodable_pixels"


def rle(run: bytes, n_bytes: int, first: int = 64) -> bytes:
    """A frame of two segments with that run again and again."""
    head = pack("<LLL", 2, first, first + n_bytes // 2).ljust(64, b"\0")
    return head + run * (n_bytes // len(run))


@pytest.mark.parametrize("first", [64, 66, 0])
def test_runs_that_unpack_to_more_than_the_slice_are_not_decoded(first):
    layout = SimpleNamespace(rows=2048, columns=1024, frame_bytes=4 * 2**20)
    # Two bytes for 128, which makes 320 MB of 5 MB.
    with pytest.raises(SetAside) as error:
        check_size(rle(b"\x81\0", 5 * 2**20, first), layout)
    assert error.value.reason.code == "undecodable_pixels"


def test_noise_that_does_not_pack_is_decoded():
    layout = SimpleNamespace(rows=2048, columns=1024, frame_bytes=4 * 2**20)
    # 129 bytes for 128.
    check_size(rle(b"\x7f" + bytes(128), 5 * 2**20), layout)
