"""Files that are damaged, packed, or something else."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

from core.dicom import MemoryFile
from tools.conditions.condition import READ, REFUSED, SET_ASIDE, Condition
from tools.conditions.slices import COUNT, files, stack


def zipped(*more: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*((one.name, one.data) for one in files(stack())), *more]:
            archive.writestr(name, data)
    return packed.getvalue()


def tarred() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for one in files(stack()):
            entry = tarfile.TarInfo(f"ct/{one.name}")
            entry.size = len(one.data)
            archive.addfile(entry, io.BytesIO(one.data))
    return packed.getvalue()


def deflate64() -> list[MemoryFile]:
    """A zip whose entries say that they are packed by method 9."""
    data = bytearray(zipped())
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + at : start + at + 2] = (9).to_bytes(2, "little")
            start += 4
    return only("scan.zip", bytes(data))


def only(name: str, data: bytes) -> list[MemoryFile]:
    return [MemoryFile(name, data)]


def cut(keep: float) -> list[MemoryFile]:
    """The fifth file ends early."""
    made = files(stack())
    data = made[4].data
    return [*made[:4], MemoryFile("CUT", data[: int(len(data) * keep)]), *made[5:]]


CONDITIONS = (
    Condition("A zip", lambda: only("scan.zip", zipped()), READ, (), (COUNT,)),
    Condition("A tar.gz", lambda: only("scan.tar.gz", tarred()), READ, (), (COUNT,)),
    Condition(
        "Every slice packed by itself (.dcm.gz)",
        lambda: [
            MemoryFile(f"{one.name}.dcm.gz", gzip.compress(one.data)) for one in files(stack())
        ],
        READ,
        (),
        (COUNT,),
    ),
    Condition(
        "What macOS leaves beside a slice (._IM1)",
        lambda: files(stack()) + only("._IM1", b"\0\5\x16\7\0\2\0\0Mac OS X" + bytes(150)),
        SET_ASIDE,
        ("macos_side_file",),
        (COUNT,),
    ),
    Condition(
        "A zip in Deflate64, as Windows packs over 2 GB",
        deflate64,
        REFUSED,
        ("zip_method_not_read",),
    ),
    Condition(
        "A 7z archive",
        lambda: only("scan.7z", b"7z\xbc\xaf\x27\x1c" + bytes(600)),
        REFUSED,
        ("not_unpacked_here",),
    ),
    Condition(
        "A text file beside the slices",
        lambda: files(stack()) + only("readme.txt", b"hello"),
        SET_ASIDE,
        ("not_dicom",),
        (COUNT,),
    ),
    Condition(
        "A zip in a zip",
        lambda: only("scan.zip", zipped(("more.zip", zipped()))),
        SET_ASIDE,
        ("zip_in_zip",),
        (COUNT,),
    ),
    Condition(
        "A file that ends within its pixels",
        lambda: cut(0.98),
        SET_ASIDE,
        ("truncated_pixels", "slices_missing"),
        (COUNT - 1,),
    ),
    Condition(
        "An empty file",
        lambda: files(stack()) + only("EMPTY", b""),
        SET_ASIDE,
        ("empty_file",),
        (COUNT,),
    ),
    Condition(
        "An empty zip", lambda: only("a.zip", b"PK\5\6" + bytes(18)), REFUSED, ("empty_zip",)
    ),
    Condition("A damaged zip", lambda: only("a.zip", zipped()[:400]), REFUSED, ("damaged_zip",)),
    Condition(
        "A zip whose names point out of it",
        lambda: only("a.zip", zipped(("../IM", b""))),
        REFUSED,
        ("zip_paths_outside",),
    ),
    Condition("No file at all", list, REFUSED, ("nothing_given",)),
    Condition("Nothing but other files", lambda: only("a.txt", b"hello"), REFUSED, ("not_dicom",)),
)
