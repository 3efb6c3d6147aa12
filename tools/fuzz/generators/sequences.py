"""Sequences that nest without end, hold themselves, or lie about where they end."""

from __future__ import annotations

import random
from pathlib import Path
from struct import pack

from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator
from tools.fuzz.generators.damage import given
from tools.fuzz.generators.headers import Element, joined, parts, slice_parts

ITEM, ITEM_END, SEQUENCE_END = (pack("<HH", 0xFFFE, e) for e in (0xE000, 0xE00D, 0xE0DD))
UNDEFINED = pack("<L", 0xFFFFFFFF)
#: A private sequence, ReferencedImageSequence and, in the multi-frame files, the per-frame one.
TAGS = (0x00091001, 0x00081140, 0x52009230)


def opening(tag: int, vr: bytes = b"SQ") -> bytes:
    """The start of a sequence and of its item, both of undefined length."""
    head = pack("<HH2sH", tag >> 16, tag & 0xFFFF, vr, 0)
    return head + UNDEFINED + ITEM + UNDEFINED


CLOSING = ITEM_END + bytes(4) + SEQUENCE_END + bytes(4)


def nested(depth: int, tag: int, *, closed: bool, vr: bytes = b"SQ") -> bytes:
    return opening(tag, vr) * depth + (CLOSING * depth if closed else b"")


def with_bytes(raw: bytes, tag: int, *, multi_frame: bool) -> bytes:
    """A whole file with `raw` in place of the element `tag`."""
    meta, elements = parts(seeds.enhanced()) if multi_frame else slice_parts()
    before = [e for e in elements if e.tag < tag]
    after = [e for e in elements if e.tag > tag]
    return joined(meta, before) + raw + joined(b"", after)


def deep(rng: random.Random, number: int, folder: Path) -> Case:
    """Up to 100,000 sequences in each other, of undefined or of stated length."""
    tag, depth = rng.choice(TAGS), rng.choice((2, 31, 33, 200, 1100, 5000, 100_000))
    if rng.random() < 0.3:  # stated lengths, from the inside out
        raw = b""
        for _ in range(min(depth, 1100)):
            item = ITEM + pack("<L", len(raw)) + raw
            raw = pack("<HH2sHL", tag >> 16, tag & 0xFFFF, b"SQ", 0, len(item)) + item
    else:
        closed, vr = rng.random() < 0.6, rng.choice((b"SQ", b"SQ", b"UN"))
        raw = nested(depth, tag, closed=closed, vr=vr)
    return given(with_bytes(raw, tag, multi_frame=rng.random() < 0.5), folder, rng)


def lying(rng: random.Random, number: int, folder: Path) -> Case:
    """Items that reach past the end, have no end, hold an item end, or are no items."""
    tag = rng.choice(TAGS)
    lengths = (0, 1, 7, 8, 0x7FFFFFFF, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF)
    pieces = (
        ITEM,
        ITEM_END,
        SEQUENCE_END,
        UNDEFINED,
        bytes(4),
        pack("<L", rng.choice(lengths)),
        opening(tag),
        CLOSING,
        b"\x08\0\x05\0CS\x02\0AB",
        rng.randbytes(6),
    )
    content = b"".join(rng.choice(pieces) for _ in range(rng.choice((1, 3, 10, 60))))
    head = pack("<HH2sHL", tag >> 16, tag & 0xFFFF, b"SQ", 0, rng.choice((*lengths, len(content))))
    return given(with_bytes(head + content, tag, multi_frame=rng.random() < 0.5), folder, rng)


def circular(rng: random.Random, number: int, folder: Path) -> Case:
    """A multi-frame file whose frames' descriptions hold the file, or each other, again."""
    meta, elements = parts(seeds.enhanced())
    per_frame = next(e for e in elements if e.tag == 0x52009230)
    value = per_frame.value
    for _ in range(rng.choice((1, 2, 5))):
        inner = pack("<HH2sHL", 0x5200, 0x9230, b"SQ", 0, len(value)) + value
        value = ITEM + pack("<L", len(inner)) + inner
    new = Element(per_frame.tag, b"SQ", value * rng.choice((1, 4)))
    elements = [new if e is per_frame else e for e in elements]
    return given(joined(meta, elements), folder, rng)


def many_items(rng: random.Random, number: int, folder: Path) -> Case:
    """Tens of thousands of empty items, or of tiny elements, in one header."""
    tag = rng.choice(TAGS)
    count = rng.choice((1000, 20_000, 200_000))
    if rng.random() < 0.5:
        content = (ITEM + bytes(4)) * count + SEQUENCE_END + bytes(4)
        raw = pack("<HH2sH", tag >> 16, tag & 0xFFFF, b"SQ", 0) + UNDEFINED + content
    else:
        raw = pack("<HH2sH", tag >> 16, tag & 0xFFFF, b"SH", 0) * count
    return given(with_bytes(raw, tag, multi_frame=rng.random() < 0.5), folder, rng)


GENERATORS = (
    Generator("deep sequences", deep, 15),
    Generator("sequences that lie", lying, 30),
    Generator("circular sequences", circular, 6),
    Generator("endless items", many_items, 4),
)
