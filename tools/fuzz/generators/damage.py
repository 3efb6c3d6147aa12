"""Damage that knows nothing of the format: flipped bits, cuts, holes, repeats, swaps."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator

#: Every kind of file that the reader takes.
FILES: tuple[Callable[[], bytes], ...] = (
    *(lambda kind=kind: seeds.native(kind) for kind in (*seeds.NATIVE, "no preamble")),
    *(lambda kind=kind: seeds.compressed(kind) for kind in (*seeds.COMPRESSED, "htj2k", "jpeg xl")),
    *(lambda kind=kind: seeds.enhanced(kind) for kind in ("explicit", "implicit", "rle")),
    *(lambda kind=kind: seeds.nifti(kind) for kind in ("nii", "nii.gz", "nii2")),
    seeds.archive,
)
#: Bytes that mean something in a header: lengths, delimiters, separators, digits.
TELLING = b"\x00\x01\x7f\x80\xfe\xff\x5c09-.eE\x20"


def given(data: bytes, folder: Path, rng: random.Random) -> Case:
    """As an upload, or as a file on disk: they are read in different ways."""
    if rng.random() < 0.5:
        return Case([MemoryFile("slice", data)])
    path = folder / "slice"
    path.write_bytes(data)
    return Case([path])


def bit_flips(rng: random.Random, number: int, folder: Path) -> Case:
    data = bytearray(FILES[number % len(FILES)]())
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return given(bytes(data), folder, rng)


def telling_bytes(rng: random.Random, number: int, folder: Path) -> Case:
    data = bytearray(FILES[number % len(FILES)]())
    # Most damage belongs into the header: the pixels are long and patient.
    end = len(data) if rng.random() < 0.3 else min(len(data), 1500)
    for _ in range(rng.choice((1, 2, 4, 12))):
        place, byte = rng.randrange(end), rng.choice(TELLING)
        data[place : place + rng.choice((1, 1, 2, 4))] = bytes([byte])
    return given(bytes(data), folder, rng)


def truncation(rng: random.Random, number: int, folder: Path) -> Case:
    """Each kind of file, cut at 0 %, 1 % ... 99 % of its length."""
    percent, kind = number % 100, number // 100
    data = FILES[kind % len(FILES)]()
    return given(data[: len(data) * percent // 100], folder, rng)


def holes_and_repeats(rng: random.Random, number: int, folder: Path) -> Case:
    data = FILES[number % len(FILES)]()
    for _ in range(rng.choice((1, 1, 2, 5))):
        start = rng.randrange(len(data))
        end = start + rng.choice((1, 2, 8, 64, 500))
        piece = data[start:end]
        match rng.randrange(5):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:start] + piece * rng.choice((2, 3, 50)) + data[end:]
            case 2:
                data = data[:start] + bytes(len(piece)) + data[end:]
            case 3:
                place = rng.randrange(len(data))
                data = data[:place] + piece + data[place:]
            case _:
                data = data[:start] + rng.randbytes(len(piece)) + data[end:]
        data = data or b"\0"
    return given(data, folder, rng)


def spliced(rng: random.Random, number: int, folder: Path) -> Case:
    """The beginning of one file, the end of another."""
    one, other = rng.choice(FILES)(), rng.choice(FILES)()
    return given(one[: rng.randrange(len(one))] + other[rng.randrange(len(other)) :], folder, rng)


def noise(rng: random.Random, number: int, folder: Path) -> Case:
    """No file at all behind the first bytes of one."""
    heads = (
        b"",
        bytes(128) + b"DICM",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"\x08\0\x05\0",
        b"\x5c\x01\0\0",
    )
    return given(rng.choice(heads) + rng.randbytes(rng.choice((0, 1, 10, 300, 5000))), folder, rng)


GENERATORS = (
    Generator("bit flips", bit_flips, 140),
    Generator("telling bytes", telling_bytes, 90),
    Generator("truncation at every 1 %", truncation, 215),
    Generator("holes and repeats", holes_and_repeats, 60),
    Generator("spliced files", spliced, 20),
    Generator("noise", noise, 15),
)
