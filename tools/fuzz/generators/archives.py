"""Zips: damaged, huge, nested, pointing outside, locked, lying about sizes, and bombs."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from pathlib import Path
from struct import pack, pack_into, unpack_from

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator
from tools.fuzz.seeds import zipped

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
OUTSIDE = (
    "../evil.dcm",
    "../" * 40 + "etc/passwd",
    "/etc/passwd",
    "C:\\windows\\x",
    "..\\..\\x",
    "a/../../x",
    "\\\\server\\share\\x",
    "//x",
    ".",
    "..",
    "a\0b",
    "CON",
    "~/x",
    "a/./../../b",
    "\u202egnp.exe",
)


def given(data: bytes, folder: Path, rng: random.Random, name: str = "scan.zip") -> Case:
    if rng.random() < 0.5:
        return Case([MemoryFile(name, data)])
    (folder / name).write_bytes(data)
    return Case([folder / name])


def places_of(data: bytes | bytearray, magic: bytes) -> list[int]:
    found, at = [], data.find(magic)
    while at >= 0:
        found.append(at)
        at = data.find(magic, at + 4)
    return found


def damaged(rng: random.Random, number: int, folder: Path) -> Case:
    """Bits of the directory, of the entries and of the packed data, for every packing method."""
    data = bytearray(seeds.archive(METHODS[number % len(METHODS)]))
    regions = [places_of(data, magic) for magic in (LOCAL, CENTRAL, END)]
    for _ in range(rng.choice((1, 1, 3, 10))):
        if rng.random() < 0.5:
            place = rng.choice(rng.choice(regions)) + rng.randrange(46)
        else:
            place = rng.randrange(len(data))
        place = min(place, len(data) - 1)
        data[place] = rng.choice((0, 1, 0xFF, data[place] ^ 1 << rng.randrange(8)))
    return given(bytes(data), folder, rng)


def cut(rng: random.Random, number: int, folder: Path) -> Case:
    """A zip cut at every 1 %, its end put back in half of the cases."""
    data = seeds.archive(METHODS[number // 100 % len(METHODS)])
    kept = data[: len(data) * (number % 100) // 100]
    return given(kept + (data[data.index(END) :] if rng.random() < 0.5 else b""), folder, rng)


def outside(rng: random.Random, number: int, folder: Path) -> Case:
    """Names that point out of the folder, hold a null byte, or are no names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("IM0", seeds.slice_files()[0])
        info = zipfile.ZipInfo("x")
        info.filename = OUTSIDE[number % len(OUTSIDE)]
        if rng.random() < 0.3:  # a symbolic link, as Unix stores them
            info.external_attr = 0o120777 << 16
        archive.writestr(info, b"/etc/passwd")
    return given(file.getvalue(), folder, rng)


def nested(rng: random.Random, number: int, folder: Path) -> Case:
    """Zips in zips, a few deep or in numbers, as 42.zip is."""
    data = rng.choice((seeds.archive(), zipped({"zeros": bytes(500_000)})))
    for depth in range(rng.choice((1, 2, 6, 30))):
        copies = rng.choice((1, 1, 16))
        data = zipped({f"lib {k}-{depth}.zip": data for k in range(copies)})
        if len(data) > 5_000_000:
            break
    files = {"inner.zip": data, "IM0": seeds.slice_files()[0]}
    return given(zipped(files) if rng.random() < 0.5 else data, folder, rng)


def huge(rng: random.Random, number: int, folder: Path) -> Case:
    """10,000 elements and more: slices, empty files, folders, one name for all."""
    count, kind = rng.choice((10_000, 25_000)), rng.randrange(4)
    content = seeds.slice_files()[0][:-2] if kind == 0 else b"" if kind == 1 else b"x"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for k in range(count):
            name = "same" if kind == 3 else f"f{k % 50}/IM{k}" + ("/" if kind == 2 else "")
            archive.NameToInfo.clear()  # or it would warn of a name met twice
            archive.writestr(zipfile.ZipInfo(name), b"" if kind == 2 else content)
    return given(file.getvalue(), folder, rng)


def lying_directory(rng: random.Random, number: int, folder: Path) -> Case:
    """Entries that state other sizes, methods, flags or places than are true; counts that lie."""
    data = bytearray(seeds.archive(METHODS[number % len(METHODS)]))
    entry = rng.choice(places_of(data, CENTRAL))
    odd = rng.choice((0, 1, 1000, 2**20, 2**28, 2**31 - 1, 2**32 - 2, 2**32 - 1))
    place, size = rng.choice(
        ((20, 4), (24, 4), (42, 4), (10, 2), (8, 2), (16, 4), (28, 2), (30, 2), (32, 2))
    )
    pack_into("<L" if size == 4 else "<H", data, entry + place, odd % 2 ** (8 * size))
    if rng.random() < 0.3:
        end = data.rindex(END)
        place, size = rng.choice(((8, 2), (10, 2), (12, 4), (16, 4), (20, 2)))
        pack_into("<L" if size == 4 else "<H", data, end + place, odd % 2 ** (8 * size))
    return given(bytes(data), folder, rng)


def bomb(rng: random.Random, number: int, folder: Path) -> Case:
    """One member of zeros, many of them, one body shared by all entries, a DICOM of zeros."""
    kind = rng.randrange(5)
    if kind == 0:
        data = zipped({"zeros": bytes(rng.choice((2_000_000, 60_000_000)))})
    elif kind == 1:
        data = zipped({f"IM{k}": bytes(900_000) for k in range(rng.choice((20, 130)))})
    elif kind == 2:
        data = overlapping(rng.choice((50, 5000)))
    elif kind == 3:
        body = seeds.native("explicit")[:-2048] + bytes(60_000_000)
        data = zipped({"IM0": body})
    else:  # less than 100:1, and still a lot
        body = seeds.native("explicit") + (rng.randbytes(1000) + bytes(70_000)) * 800
        data = zipped({f"IM{k}": body for k in range(2)})
    return given(data, folder, rng)


def overlapping(entries: int) -> bytes:
    """A zip whose entries all name the same packed megabyte (after Fifield, WOOT 2019)."""
    body = bytes(1_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    sums = (zlib.crc32(body), len(packed), len(body))
    local = LOCAL + pack("<HHHHHLLLHH", 20, 0, 8, 0, 0, *sums, 1, 0) + b"a" + packed
    directory = b"".join(
        CENTRAL + pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 8, 0, 0, *sums, 1, 0, 0, 0, 0, 0, 0) + b"a"
        for _ in range(entries)
    )
    end = END + pack("<HHHHLLH", 0, 0, entries, entries, len(directory), len(local), 0)
    return local + directory + end


def large_directory(rng: random.Random, number: int, folder: Path) -> Case:
    """A directory of hundreds of thousands of entries that name nothing."""
    entry = CENTRAL + pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    count = rng.choice((30_000, 300_000))
    directory = (entry + b"a") * count
    end = END + pack("<HHHHLLH", 0, 0, count % 65536, count % 65536, len(directory), 0, 0)
    data = directory + end
    return given(LOCAL + data if rng.random() < 0.5 else zipped({}) + data, folder, rng)


def long_names(rng: random.Random, number: int, folder: Path) -> Case:
    """Members with names of 60,000 letters, in odd encodings, or without any."""
    data = bytearray(zipped({"x" * rng.choice((1, 3000, 60_000)): b"x", "IM0": b"y"}))
    for entry in places_of(data, CENTRAL):
        (length,) = unpack_from("<H", data, entry + 28)
        for k in range(min(length, 40)):
            data[entry + 46 + k] = rng.choice((0xFF, 0xE2, 0x0A, 0x1B, 0x2F, 0x80, 0))
        data[entry + 9] ^= 8 if rng.random() < 0.5 else 0  # the flag of UTF-8
    return given(bytes(data), folder, rng)


GENERATORS = (
    Generator("damaged zips", damaged, 70),
    Generator("zips cut at every 1 %", cut, 40),
    Generator("zip names that point outside", outside, 15),
    Generator("zips in zips", nested, 8),
    Generator("zips of 10,000 elements", huge, 2),
    Generator("zips that lie", lying_directory, 50),
    Generator("zip bombs", bomb, 6),
    Generator("endless zip directories", large_directory, 3),
    Generator("long and odd zip names", long_names, 8),
)
