"""Compressed pixels: damaged fragments, offset tables and codestreams of every transfer syntax."""

from __future__ import annotations

import random
from pathlib import Path
from struct import pack, unpack_from

from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator
from tools.fuzz.generators.damage import given
from tools.fuzz.generators.headers import Element, joined, put, slice_parts

KINDS = (*seeds.COMPRESSED, "htj2k", "jpeg xl")
ITEM = b"\xfe\xff\x00\xe0"
END = b"\xfe\xff\xdd\xe0" + bytes(4)
PIXELS = b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff"


def split(data: bytes) -> tuple[bytes, list[bytes]]:
    """(the file up to its first fragment, the fragments); the first one is the offset table."""
    start = data.index(b"\xe0\x7f\x10\x00O") + len(PIXELS)
    offset, found = start, []
    while data[offset : offset + 4] == ITEM:
        (length,) = unpack_from("<L", data, offset + 4)
        found.append(data[offset + 8 : offset + 8 + length])
        offset += 8 + length
    return data[:start], found


def fragment(content: bytes, stated: int | None = None) -> bytes:
    return ITEM + pack("<L", len(content) if stated is None else stated) + content


def build(before: bytes, fragments: list[bytes], end: bytes = END) -> bytes:
    return before + b"".join(map(fragment, fragments)) + end


def broken_fragments(rng: random.Random, number: int, folder: Path) -> Case:
    """Offset tables that lie; fragments cut, swapped, empty, too many, without an end."""
    before, parts = split(seeds.compressed(KINDS[number % len(KINDS)]))
    stream = b"".join(parts[1:])
    match rng.randrange(9):
        case 0:
            table = b"".join(
                pack("<L", rng.choice((0, 1, 8, 2**31, 2**32 - 1))) for _ in range(rng.randrange(4))
            )
            data = build(before, [table, stream])
        case 1:
            data = build(before, [rng.randbytes(rng.randrange(9)), stream])
        case 2:
            data = build(before, [b"", *(stream[k : k + 10] for k in range(0, len(stream), 10))])
        case 3:
            data = build(before, [b"", b"", b"", stream, b""])
        case 4:
            data = build(before, [b"", stream], end=b"")
        case 5:
            stated = rng.choice((0, 1, len(stream) - 1, len(stream) + 1, 2**31, 2**32 - 1))
            data = before + fragment(b"") + fragment(stream, stated) + END
        case 6:
            data = build(before, [b""])
        case 7:
            data = build(before, [stream])
        case _:
            data = build(before, [b"", *[stream] * rng.choice((2, 3, 200))])
    return given(data, folder, rng)


def broken_codestream(rng: random.Random, number: int, folder: Path) -> Case:
    """Bits, bytes and pieces of the codestream itself; the fragments around it are whole."""
    before, parts = split(seeds.compressed(KINDS[number % len(KINDS)]))
    stream = bytearray(b"".join(parts[1:]))
    # Half of the damage hits the codestream's own header.
    end = len(stream) if rng.random() < 0.5 else min(len(stream), 120)
    for _ in range(rng.choice((1, 1, 2, 6, 40))):
        place = rng.randrange(end)
        match rng.randrange(4):
            case 0:
                stream[place] ^= 1 << rng.randrange(8)
            case 1:
                stream[place] = rng.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                stream[place : place + rng.choice((1, 2, 16))] = b""
            case _:
                stream[place:place] = rng.randbytes(rng.choice((1, 2, 16)))
        end = min(end, len(stream)) or 1
        stream = stream or bytearray(b"\0")
    return given(build(before, [b"", bytes(stream)]), folder, rng)


def cut_codestream(rng: random.Random, number: int, folder: Path) -> Case:
    """The codestream of each syntax cut at every 4 %."""
    before, parts = split(seeds.compressed(KINDS[number % len(KINDS)]))
    stream = b"".join(parts[1:])
    length = len(stream) * (number // len(KINDS) % 25 * 4) // 100
    return given(build(before, [b"", stream[:length]]), folder, rng)


#: Where a codestream says how large its image is, after the marker: JPEG's SOF and JPEG 2000's SIZ.
SIZE_MARKERS = {
    b"\xff\xc0": (">HH", 5),
    b"\xff\xc1": (">HH", 5),
    b"\xff\xc3": (">HH", 5),
    b"\xff\xf7": (">HH", 5),
    b"\xff\x51": (">LL", 6),
}


def other_size(rng: random.Random, number: int, folder: Path) -> Case:
    """A codestream whose own size is not that of the header: up to 65,535 x 65,535 and beyond."""
    before, parts = split(seeds.compressed(KINDS[number % len(KINDS)]))
    stream = bytearray(b"".join(parts[1:]))
    sizes = (0, 1, 31, 33, 4096, 30_000, 65_535, 2**31 - 1, 2**32 - 1)
    for marker, (layout, behind) in SIZE_MARKERS.items():
        place = stream.find(marker)
        if place < 0:
            continue
        most = 2**16 if layout == ">HH" else 2**32
        new = [min(rng.choice(sizes), most - 1) for _ in range(2)]
        if rng.random() < 0.3:
            new[0] = seeds.SIDE
        raw = pack(layout, *new)
        stream[place + behind : place + behind + len(raw)] = raw
        if marker == b"\xff\x51" and rng.random() < 0.5:  # and the tiles with it
            stream[place + 22 : place + 30] = raw
        break
    else:  # RLE: the number of segments and where they lie
        raw = pack("<LL", rng.choice((0, 1, 2, 3, 15, 16, 2**32 - 1)), rng.choice((0, 64, 2**31)))
        stream[:8] = raw
    return given(build(before, [b"", bytes(stream)]), folder, rng)


def other_header(rng: random.Random, number: int, folder: Path) -> Case:
    """A whole codestream under a header of another matrix, other bits, signs or syntax."""
    data = seeds.compressed(KINDS[number % len(KINDS)])
    before, parts = split(data)
    changes = {
        0x00280010: rng.choice((1, 16, 31, 33, 64, 4096)),
        0x00280011: rng.choice((1, 16, 31, 33, 64, 4096)),
        0x00280100: rng.choice((8, 16, 32)),
        0x00280101: rng.choice((1, 8, 10, 12, 15, 16, 32)),
        0x00280103: rng.choice((0, 1, 2)),
    }
    picked = rng.sample(list(changes), rng.choice((1, 2, 3)))
    changed = before
    for tag in picked:
        place = changed.find(pack("<HH", tag >> 16, tag & 0xFFFF) + b"US\x02\0")
        if place >= 0:
            changed = changed[: place + 8] + pack("<H", changes[tag]) + changed[place + 10 :]
    if rng.random() < 0.3:
        other = seeds.compressed(rng.choice(KINDS))
        parts = split(other)[1]
    return given(build(changed, parts), folder, rng)


def rle_bomb(rng: random.Random, number: int, folder: Path) -> Case:
    """RLE runs that unpack to far more than the slice holds."""
    before, _ = split(seeds.compressed("rle"))
    runs = b"\x81\0" * rng.choice((1000, 100_000, 2_000_000))
    header = pack("<16L", 2, 64, 64 + len(runs), *[0] * 13)
    return given(build(before, [b"", header + runs * 2]), folder, rng)


def multi_frame(rng: random.Random, number: int, folder: Path) -> Case:
    """A compressed Enhanced CT: frames that are missing, swapped, damaged, without a table."""
    before, parts = split(seeds.enhanced("rle"))
    table, frames = parts[0], parts[1:]
    match rng.randrange(5):
        case 0:
            frames = frames[: rng.randrange(len(frames))]
        case 1:
            frames = frames * rng.choice((2, 50))
        case 2:
            table = b""
        case 3:
            table = rng.randbytes(16)
        case _:
            place = rng.randrange(len(frames))
            frames[place] = frames[place][: rng.randrange(len(frames[place]))]
    return given(build(before, [table, *frames]), folder, rng)


def empty_pixels(rng: random.Random, number: int, folder: Path) -> Case:
    """Native pixels of no length, odd length or undefined length."""
    meta, elements = slice_parts()
    stated = rng.choice((0, 1, 2047, 2049, 2**32 - 2, 2**32 - 1))
    value = elements[-1].value[: rng.choice((0, 1, 2047, 2048))]
    return given(
        joined(meta, put(elements, Element(0x7FE00010, b"OW", value, stated))), folder, rng
    )


GENERATORS = (
    Generator("broken fragments", broken_fragments, 60),
    Generator("broken codestreams", broken_codestream, 100),
    Generator("cut codestreams", cut_codestream, 25),
    Generator("codestreams of another size", other_size, 40),
    Generator("codestreams under another header", other_header, 35),
    Generator("RLE bombs", rle_bomb, 3),
    Generator("compressed multi-frame", multi_frame, 15),
    Generator("native pixels of odd length", empty_pixels, 8),
)
