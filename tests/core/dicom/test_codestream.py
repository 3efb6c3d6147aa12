"""A codestream that is larger than its slice is refused before a decoder makes room for it."""

from __future__ import annotations

from contextlib import nullcontext
from struct import pack
from types import SimpleNamespace

import pytest

from core.dicom import MemoryFile, load_series
from core.dicom.codestream import check_size, stated_size
from core.dicom.set_aside import SetAside
from core.errors import InputError
from tools.fuzz import seeds
from tools.fuzz.generators import fragments

WITHOUT_SIZE = ("rle", "jpeg xl")
WITH_SIZE = [kind for kind in fragments.KINDS if kind not in WITHOUT_SIZE]


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


@pytest.mark.parametrize("kind", WITHOUT_SIZE)
def test_these_say_nothing_that_is_read_here(kind):
    assert stated_size(codestream(kind)[1]) is None


@pytest.mark.parametrize(
    ("wide", "high", "refused"), [(512, 512, False), (8, 8, False), (7, 8, True), (0, 8, True)]
)
def test_no_more_tiles_than_the_memory_holds(wide, high, refused):
    # 512 x 512 in tiles of 8 x 8 are 4096; in tiles of 7 x 8 they are 74 a row, and 4736.
    siz = pack(">HHLLLLLLLLH", 41, 0, 512, 512, 0, 0, wide, high, 0, 0, 1)
    layout = SimpleNamespace(rows=512, columns=512, frame_bytes=2 * 512 * 512)
    with pytest.raises(SetAside) if refused else nullcontext():
        check_size(b"\xff\x4f\xff\x51" + siz, layout)


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


def test_boxes_may_not_hide_the_size():
    """OpenJPEG would read the size behind the boxes, which is not looked at that far."""
    before, stream = codestream("jpeg 2000")
    boxes = bytes.fromhex("0000000c 6a502020 0d0a870a") + pack(">L4s", 8 + 5000, b"uuid")
    data = fragments.build(before, [b"", boxes + bytes(5000) + stream])
    with pytest.raises(InputError) as error:
        load_series([MemoryFile("slice", data)])
    assert error.value.code == "undecodable_pixels"
