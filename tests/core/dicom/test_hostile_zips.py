"""Zips that once hung, crashed or filled the memory: found by tools/fuzz, made small."""

from __future__ import annotations

import zipfile
from struct import pack

import pytest

from core.dicom import Exclusion, MemoryFile, discover
from core.errors import ArchiveError
from tools.fuzz import seeds
from tools.fuzz.generators import archives


def test_entries_that_share_one_body_are_refused():
    with pytest.raises(ArchiveError, match="files in it overlap"):
        discover([MemoryFile("a.zip", archives.overlapping(20))])


def _zip_end(directory_bytes: int, disks: bytes = bytes(4)) -> bytes:
    return b"PK\x05\x06" + disks + pack("<HHLLH", 1, 1, directory_bytes, 0, 0)


def _large_zip_end(directory_bytes: int) -> bytes:
    """The record of zips of more than 4 GB, and where it is said to be."""
    record = pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, directory_bytes, 0)
    return record + pack("<4sLQL", b"PK\x06\x07", 0, 4, 1)


@pytest.mark.parametrize(
    "end",
    [
        _zip_end(2**31),
        _large_zip_end(2**31) + _zip_end(2**32 - 1),
        # `zipfile` believes the large record even where the plain one states a length itself ...
        _large_zip_end(2**31) + _zip_end(0),
        # ... and takes what begins at the right place, not the last that looks like a beginning.
        _zip_end(2**31, disks=b"PK\x05\x06"),
    ],
    ids=["plain", "large", "large beside a plain length", "two beginnings"],
)
def test_a_directory_of_millions_is_refused_before_it_is_listed(monkeypatch, end):
    monkeypatch.setattr(zipfile, "ZipFile", None)  # calling it would fail the test
    data = b"PK\x03\x04" + end
    with pytest.raises(ArchiveError, match="holds 7158278 files, over the limit of 100000"):
        discover([MemoryFile("a.zip", data)])


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_member_of_any_packing_is_skipped(method):
    data = bytearray(seeds.archive(method))
    at = data.index(b"scan/IM2") + len("scan/IM2")
    data[at : at + 60] = b"\xff" * 60
    found = discover([MemoryFile("a.zip", bytes(data))])
    assert found.candidates[0].n_slices == 3
    assert found.exclusions == (Exclusion("IM2", "damaged inside the zip"),)


def test_a_local_header_that_is_cut_off():
    data = bytearray(seeds.archive(zipfile.ZIP_STORED))
    entry = data.index(b"PK\x01\x02")
    data[entry + 42 : entry + 46] = pack("<L", len(data) - 10)  # where the first file is said to be
    found = discover([MemoryFile("a.zip", bytes(data))])
    assert found.exclusions == (Exclusion("IM0", "damaged inside the zip"),)
