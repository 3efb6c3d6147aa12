"""A codestream that is larger than its slice is refused before a decoder makes room for it."""

from __future__ import annotations

from struct import pack

import pytest

from core.dicom import MemoryFile, load_series
from core.dicom.codestream import stated_size
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
    with pytest.raises(InputError, match="its pixels can't be decoded"):
        load_series([MemoryFile("slice", data)])


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
    with pytest.raises(InputError, match="its pixels can't be decoded"):
        load_series([MemoryFile("slice", data)])
