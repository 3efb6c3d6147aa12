"""Tars open like their folders, and are refused where they can't be trusted."""

from __future__ import annotations

import gzip
import io
import tarfile
import time
import tracemalloc

import numpy as np
import pytest

from core.dicom import Exclusion, MemoryFile, discover, load_series, sentences
from core.errors import ArchiveError, NoSeriesError
from tests.core.dicom.packed_slices import ct_files, opens_as_three_slices, refusal, tarred

KIND = {"scan.tar": "w", "scan.tar.gz": "w:gz", "scan.tgz": "w:gz", "scan.tar.bz2": "w:bz2"}
FORMATS = {"pax": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT}


@pytest.mark.parametrize("layout", FORMATS)
@pytest.mark.parametrize("name", KIND)
def test_a_tar_opens_like_its_folder(tmp_path, name, layout):
    path = tmp_path / name
    files = {**ct_files(), "scan/readme.txt": b"hello"}
    path.write_bytes(tarred(files, KIND[name], FORMATS[layout]))
    left_out = (Exclusion("readme.txt", sentences.headers.not_dicom()),)
    for source in (path, MemoryFile(name, path.read_bytes()), MemoryFile("a", path.read_bytes())):
        opens_as_three_slices(source, left_out)


@pytest.mark.parametrize("layout", ["pax", "gnu"])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_long_names_in_a_tar(mode, layout):
    long = {"d" * 120 + f"/{name[5:]}" + "é" * 80: data for name, data in ct_files().items()}
    opens_as_three_slices(MemoryFile("a.tar", tarred(long, mode, FORMATS[layout])))


def test_a_tar_of_a_folder_on_disk(tmp_path):
    """With entries for the folders, and names that begin with a dot."""
    folder = tmp_path / "scan"
    folder.mkdir()
    for name, data in ct_files().items():
        (tmp_path / name).write_bytes(data)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(folder, ".")
    opens_as_three_slices(tmp_path / "a.tar.gz")


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    path = tmp_path / "scan.tgz"
    path.write_bytes(tarred(ct_files(), "w:gz"))
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("TMPDIR", str(empty))
    load_series([path])
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("name", ["../evil.dcm", "a/../../evil", "/etc/passwd", "C:/x", "..\\x"])
def test_names_in_a_tar_that_point_outside(name, mode):
    refusal("a.tar", tarred({**ct_files(), name: b"x"}, mode), "zip_paths_outside")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_links_in_a_tar_are_not_followed(kind, mode):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, data in ct_files().items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("scan/link")
        link.type, link.linkname = kind, "/etc/passwd"
        archive.addfile(link)
    opens_as_three_slices(
        MemoryFile("a.tar", file.getvalue()),
        (Exclusion("link", sentences.files.no_file_in_archive()),),
    )


def test_a_bomb_in_a_tar_is_not_unpacked():
    data = tarred({**ct_files(), "zeros": bytes(30_000_000)}, "w:gz")
    tracemalloc.start()
    try:
        refusal("a.tar.gz", data, "zip_bomb", archive_ratio_from_total_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_limits_hold_for_tars():
    files = ct_files()
    refusal("a.tar", tarred(files), "too_many_files_in_zip", archive_files=2)
    refusal("a.tgz", tarred(files, "w:gz"), "too_many_files_in_zip", archive_files=2)
    refusal("a.tgz", tarred(files, "w:gz"), "zip_unpacks_too_large", archive_bytes=2000)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_cut_tar(mode):
    whole = tarred({"scan/IM0": np.random.default_rng(1).bytes(20_000)}, mode)
    for length in (len(whole) // 2, 700):
        with pytest.raises((NoSeriesError, ArchiveError)) as error:
            discover([MemoryFile("a.tar", whole[:length])])
        assert error.value.code in ("damaged_zip", "damaged_packed_file")


def header(name: bytes, size: bytes, kind: bytes = b"0") -> bytes:
    """A header block with any size field (12 bytes)."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108], block[108:116], block[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    block[124:136], block[136:148] = size, b"00000000000\0"
    block[148:156], block[156:157] = b" " * 8, kind
    block[257:265] = b"ustar\x0000"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def pax_size(digits: bytes) -> bytes:
    """An extended header that states a size, and a file of 3 bytes."""
    record = b" size=" + digits + b"\n"
    length = len(record) + len(str(len(record) + 4))
    extra = b"%d%s" % (length, record)
    assert len(extra) == length
    extra = extra.ljust(-(-length // 512) * 512, b"\0")
    of_file = header(b"a", b"00000000003\0") + b"abc".ljust(512, b"\0")
    return header(b"x", b"%011o\0" % length, b"x") + extra + of_file


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    "blocks",
    [
        # A negative size leads back to the same header, for ever.
        header(b"a", b"\xff" * 11 + b"\0"),
        header(b"a", b"\xff" * 12) * 3,
        header(b"a", b"\x80" + (2**63 - 1).to_bytes(11, "big")),
        header(b"a", b"77777777777\0"),
        header(b"x", b"77777777777\0", b"x"),
        header(b"x", b"00000000020\0", b"x") + b"18 size=-99999999\n".ljust(512, b"\0"),
        # Python makes no number of more than 4,300 digits.
        pax_size(b"9" * 5000),
        pax_size(b"9" * 21),
        header(b"L", b"00000000000\0", b"L") * 50,
    ],
)
def test_headers_that_lead_nowhere(blocks, pack):
    began = time.monotonic()
    with pytest.raises((NoSeriesError, ArchiveError)) as error:
        discover([MemoryFile("a.tar", pack(blocks + bytes(1024)))])
    assert error.value.code
    assert time.monotonic() - began < 5
