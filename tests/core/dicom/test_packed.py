"""Packed files: opened in memory under the limits of zips, or named with what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import time
import tracemalloc
import zipfile

import numpy as np
import pytest

from core.dicom import Exclusion, Limits, MemoryFile, discover, load_series, sentences
from core.errors import ArchiveError, NoSeriesError
from tests.coded import raises
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

KIND = {"scan.tar": "w", "scan.tar.gz": "w:gz", "scan.tgz": "w:gz", "scan.tar.bz2": "w:bz2"}
FORMATS = {"pax": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT}


def ct_files(n: int = 3) -> dict[str, bytes]:
    return {f"scan/IM{z}": to_bytes(ct_slice(z, pixels=1024 + z)) for z in range(n)}


def tarred(files: dict[str, bytes], mode: str = "w", layout: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, format=layout) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def opens_as_three_slices(source, exclusions=()) -> None:
    assert discover([source]).exclusions == exclusions
    assert load_series([source]).volume[:, 0, 0].tolist() == [0, 1, 2]


def refusal(name: str, data: bytes, code: str, **limits: int) -> None:
    with raises(ArchiveError, code, name):
        discover([MemoryFile(name, data)], limits=Limits(**limits))


# -- one file packed by itself -----------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_slices_packed_one_by_one(tmp_path, suffix, pack):
    for name, data in ct_files().items():
        (tmp_path / f"{name[5:]}.dcm.{suffix}").write_bytes(pack(data))
    opens_as_three_slices(tmp_path)


def test_a_packed_slice_needs_no_suffix(tmp_path):
    for name, data in ct_files().items():
        (tmp_path / name[5:]).write_bytes(gzip.compress(data))
    opens_as_three_slices(tmp_path)


def test_packed_slices_in_a_zip_and_in_a_tar():
    packed = {f"{name}.gz": gzip.compress(data) for name, data in ct_files().items()}
    opens_as_three_slices(MemoryFile("scan.tar", tarred(packed)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in packed.items():
            archive.writestr(name, data)
    opens_as_three_slices(MemoryFile("scan.zip", file.getvalue()))


def test_a_packed_file_that_is_no_image(tmp_path):
    (tmp_path / "notes.txt.gz").write_bytes(gzip.compress(b"hello " * 100))
    with raises(NoSeriesError, "not_dicom", "notes.txt.gz"):
        discover([tmp_path])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_damaged_packed_file(pack):
    packed = pack(ct_files()["scan/IM0"] * 3)
    for data in (packed[:-9], packed[:40], packed[:60] + b"xxxxxxxx" + packed[68:]):
        with pytest.raises(NoSeriesError) as error:
            discover([MemoryFile("a.dcm.gz", data)])
        assert error.value.code in ("damaged_packed_file", "not_dicom")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_bomb_is_not_unpacked(pack):
    bomb = pack(bytes(30_000_000))
    tracemalloc.start()
    try:
        refusal("a.dcm.gz", bomb, "zip_bomb")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_bombs_in_an_archive_are_counted_together():
    """Each is below the limit of one file; an archive of many would keep the machine busy."""
    bombs = {f"{k}.gz": gzip.compress(bytes(900_000)) for k in range(20)}
    data = tarred({**ct_files(), **bombs})
    found = discover([MemoryFile("scan.tar", data)], limits=Limits(archive_bytes=5_000_000))
    reasons = {one.reason.code: one.count for one in found.exclusions}
    assert reasons == {"not_dicom": 5, "zip_bomb": 15}


# -- tars --------------------------------------------------------------------------------------


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
        header(b"L", b"00000000000\0", b"L") * 50,
    ],
)
def test_headers_that_lead_nowhere(blocks, pack):
    began = time.monotonic()
    with pytest.raises((NoSeriesError, ArchiveError)) as error:
        discover([MemoryFile("a.tar", pack(blocks + bytes(1024)))])
    assert error.value.code
    assert time.monotonic() - began < 5


def test_archives_in_archives_are_named():
    inner = tarred(ct_files(), "w:gz")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("inner.tar.gz", inner)
        archive.writestr("inner.tar", tarred(ct_files()))
        archive.writestr("IM0.gz.gz", gzip.compress(gzip.compress(ct_files()["scan/IM0"])))
        archive.writestr("IM0", ct_files()["scan/IM0"])
    found = discover([MemoryFile("a.zip", file.getvalue())])
    assert found.exclusions == (Exclusion("inner.tar.gz", sentences.files.zip_in_zip(), 3),)
    with raises(NoSeriesError, "zip_in_zip", "a.gz"):
        discover([MemoryFile("a.gz", gzip.compress(file.getvalue()))])


# -- what is not opened ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("scan.7z", b"7z\xbc\xaf\x27\x1c"),
        ("scan", b"7z\xbc\xaf\x27\x1c"),
        ("scan.rar", b"Rar!\x1a\x07\x01\0"),
        ("scan.tar.xz", b"\xfd7zXZ\0"),
        ("scan.tar.zst", b"\x28\xb5\x2f\xfd"),
        ("scan.Z", b"\x1f\x9d\x90"),
        ("scan.iso", b""),
    ],
)
def test_formats_that_are_not_opened_are_named(name, head):
    with raises(NoSeriesError, "not_unpacked_here", name):
        discover([MemoryFile(name, head + bytes(4000))])


def zip_with_method(method: int) -> bytes:
    """A zip of slices whose method number was changed in every header."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ct_files().items():
            archive.writestr(name, data)
    data = bytearray(file.getvalue())
    for magic, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(magic)
        while at >= 0:
            data[at + place : at + place + 2] = method.to_bytes(2, "little")
            at = data.find(magic, at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("method", "name"), [(9, "Deflate64"), (93, "Zstandard"), (98, "PPMd"), (77, "77")]
)
def test_methods_of_zips_that_are_not_read(method, name):
    with raises(NoSeriesError, "zip_method_not_read", "scan.zip", name):
        discover([MemoryFile("scan.zip", zip_with_method(method))])


def analyze(magic: bytes, order: str) -> bytes:
    return (348).to_bytes(4, order) + bytes(340) + magic


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ct.hdr", analyze(b"ni1\0", "little")),
        ("ct.hdr", analyze(b"\0\0\0\0", "little")),
        ("ct.hdr", analyze(b"\0\0\0\0", "big")),
        ("ct.img", bytes(range(256)) * 20),
    ],
)
def test_pairs_of_hdr_and_img(name, data):
    with raises(NoSeriesError, "half_of_a_pair", name):
        discover([MemoryFile(name, data)])


def test_a_dicom_file_may_be_called_anything():
    """The name only counts where the content says nothing."""
    for name in ("a.img", "a.raw", "a.iso", "a.7z", "a.gz", "._a"):
        assert discover([MemoryFile(name, ct_files()["scan/IM0"])]).candidates


def test_what_macos_leaves_beside_slices(tmp_path):
    side = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(150)
    files = {**ct_files(), "__MACOSX/scan/._IM0": side, "scan/._IM1.dcm": side}
    note = (Exclusion("._IM0", sentences.files.macos_side_file(), 2),)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    opens_as_three_slices(MemoryFile("a.zip", file.getvalue()), note)
    opens_as_three_slices(MemoryFile("a.tgz", tarred(files, "w:gz")), note)
    for name in ("._ct.nii.gz", "._ct.zip", "._ct.nrrd"):
        with raises(NoSeriesError, "macos_side_file", name):
            discover([MemoryFile(name, side)])
