"""NIfTI: damaged headers, absurd sizes and places, gzip that is cut, padded or a bomb."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path
from struct import pack_into

from core.dicom import MemoryFile
from tools.fuzz import seeds
from tools.fuzz.case import REFERENCE, SERIES, Case, Generator

#: Place and struct layout of the fields of a NIfTI-1 header that the reader uses.
FIELDS = {
    "sizeof_hdr": (0, "<i"),
    "dim0": (40, "<h"),
    "dim1": (42, "<h"),
    "dim2": (44, "<h"),
    "dim3": (46, "<h"),
    "dim4": (48, "<h"),
    "datatype": (70, "<h"),
    "bitpix": (72, "<h"),
    "pixdim0": (76, "<f"),
    "pixdim1": (80, "<f"),
    "pixdim2": (84, "<f"),
    "pixdim3": (88, "<f"),
    "vox_offset": (108, "<f"),
    "scl_slope": (112, "<f"),
    "scl_inter": (116, "<f"),
    "qform": (252, "<h"),
    "sform": (254, "<h"),
    "quatern_b": (256, "<f"),
    "qoffset": (268, "<f"),
    "srow0": (280, "<f"),
    "srow5": (300, "<f"),
    "srow10": (320, "<f"),
    "srow3": (292, "<f"),
    "extension": (348, "<i"),
    "extension size": (352, "<i"),
}
WHOLE = (0, 1, 2, 3, 4, 5, 7, 8, 16, 64, 128, 512, 768, 1024, 1536, 2048, 32767, -1, -32768)
REAL = (
    0.0,
    -1.0,
    1e-30,
    1e30,
    3e38,
    float("nan"),
    float("inf"),
    float("-inf"),
    1e9,
    -1e9,
    352.0,
    0.5,
)


def fields(rng: random.Random, number: int, folder: Path) -> Case:
    """Any field of the header, absurd."""
    mask = rng.random() < 0.3
    data = bytearray(gzip.decompress(seeds.nifti("mask")) if mask else seeds.nifti("nii"))
    for name in rng.sample(list(FIELDS), rng.choice((1, 1, 2, 4))):
        place, layout = FIELDS[name]
        value = rng.choice(REAL) if layout == "<f" else rng.choice(WHOLE)
        pack_into(layout, data, place, value)
    packed = gzip.compress(bytes(data)) if rng.random() < 0.3 else bytes(data)
    return Case([MemoryFile("scan.nii", packed)], REFERENCE if mask else SERIES)


def packed(rng: random.Random, number: int, folder: Path) -> Case:
    """Gzip that is cut, damaged, repeated, of another checksum, in several members."""
    data = rng.choice((seeds.nifti("nii.gz"), seeds.nifti("mask")))
    match rng.randrange(5):
        case 0:
            data = data[: rng.randrange(len(data))]
        case 1:
            data = data[:-8] + rng.randbytes(8)
        case 2:
            data = data * 3
        case 3:
            data = gzip.compress(data)
        case _:
            damaged = bytearray(data)
            damaged[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            data = bytes(damaged)
    return Case([MemoryFile("scan.nii.gz", data)], rng.choice((SERIES, REFERENCE)))


def bomb(rng: random.Random, number: int, folder: Path) -> Case:
    """A header that announces a volume near or over the limit, and zeros behind it."""
    head = bytearray(seeds.nifti("nii")[:352])
    sizes = rng.choice(
        ((512, 512, 100), (512, 512, 127), (4096, 4096, 2), (30000, 30000, 30000), (1, 1, 32767))
    )
    kind, bits = rng.choice(((4, 16), (2, 8), (64, 64), (16, 32), (256, 8)))
    for k, size in enumerate(sizes):
        pack_into("<h", head, 42 + 2 * k, size)
    pack_into("<hh", head, 70, kind, bits)
    pack_into(
        "<ff", head, 112, *rng.choice(((0.0, 0.0), (1.0, 0.0), (0.5, -300.0), (1e-3, -1000.0)))
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = packer.compress(bytes(head))
    block = bytes(2**20)
    body += (
        b"".join(packer.compress(block) for _ in range(rng.choice((1, 70, 150)))) + packer.flush()
    )
    return Case([MemoryFile("scan.nii.gz", body)], rng.choice((SERIES, SERIES, REFERENCE)))


GENERATORS = (
    Generator("NIfTI headers", fields, 60),
    Generator("NIfTI in damaged gzip", packed, 25),
    Generator("NIfTI bombs", bomb, 4),
)
