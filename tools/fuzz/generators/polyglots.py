"""Files that are two things at once, and small files that are nothing."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
from pathlib import Path

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator
from tools.fuzz.generators.damage import given

#: The first bytes of other kinds of files, all of which fit into DICOM's preamble.
PREAMBLES = (
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04",
    b"MZ\x90\0\x03\0\0\0\x04\0",
    b"\x7fELF\x02\x01\x01",
    b"%PDF-1.4\n%\xe2\xe3",
    b"II*\0\x08\0\0\0",
    b"\x89PNG\r\n\x1a\n",
    b"PK\x03\x04\x14\0\0\0\x08\0",
    b"\x1f\x8b\x08\0\0\0\0\0",
    b"\x5c\x01\0\0",
    b"#!/bin/sh\n",
    b"<html><script>",
    b"Rar!\x1a\x07\0",
    b"BM\x36\0\x0c\0",
    b"\xff\xd8\xff\xe0\0\x10JFIF",
    b"7z\xbc\xaf\x27\x1c",
    b"RIFF\0\0\0\0WAVE",
)
NAMES = (
    "slice",
    "slice.dcm",
    "a.nii",
    "a.nii.gz",
    "a.zip",
    "DICOMDIR",
    "a.png",
    ".nii",
    "a.NII",
    "",
    ".",
    "/",
    "a/../../b",
    "x" * 4000,
    "\udcff\udcfe",
    "name\nline",
    "\u202eabc",
    "nul\0byte",
    "CON",
    "a\\b\\c",
)


def preambles(rng: random.Random, number: int, folder: Path) -> Case:
    """DICOM with another file's beginning in its preamble."""
    head = PREAMBLES[number % len(PREAMBLES)]
    data = rng.choice((seeds.native("explicit"), seeds.enhanced(), seeds.compressed("jpeg 2000")))
    return given(head + data[len(head) :], folder, rng)


def appended(rng: random.Random, number: int, folder: Path) -> Case:
    """A zip, gzip or tar behind a slice, or a slice behind them; zips open from their end."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.add(__file__, "name")
    others = (seeds.archive(), gzip.compress(seeds.native("explicit")), file.getvalue())
    parts = [seeds.native("explicit"), rng.choice(others)]
    rng.shuffle(parts)
    return given(b"".join(parts), folder, rng)


def names(rng: random.Random, number: int, folder: Path) -> Case:
    """Any content under any name, as a browser may send them."""
    contents = (
        b"",
        b"\0",
        b"hello",
        seeds.native("explicit"),
        seeds.archive(),
        seeds.nifti("nii.gz"),
        seeds.nifti("nii"),
        gzip.compress(b"hello"),
        seeds.checkpoint()[:3000],
        seeds.segmentation(),
    )
    count = rng.choice((1, 1, 2, 5))
    return Case([MemoryFile(rng.choice(NAMES), rng.choice(contents)) for _ in range(count)])


GENERATORS = (
    Generator("other files in the preamble", preambles, 10),
    Generator("two files in one", appended, 8),
    Generator("odd names of uploads", names, 20),
)
