"""Files that are damaged, packed, or something else."""

from __future__ import annotations

import io
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


def only(name: str, data: bytes) -> list[MemoryFile]:
    return [MemoryFile(name, data)]


def cut(keep: float) -> list[MemoryFile]:
    """The fifth file ends early."""
    made = files(stack())
    data = made[4].data
    return [*made[:4], MemoryFile("CUT", data[: int(len(data) * keep)]), *made[5:]]


CONDITIONS = (
    Condition("A zip", lambda: only("scan.zip", zipped()), READ, (), (COUNT,)),
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
