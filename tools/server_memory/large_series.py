"""A series of so many megabytes as one zip, as a person drops it."""

from __future__ import annotations

import io
import zipfile

from tools.benchmarks.series import on_disk

#: Of a slice of 512 x 512 in 16 bits.
SLICE_BYTES = 2**19


def n_slices(megabytes: float) -> int:
    """How many slices of 512 x 512 take that much, as files or as a volume; at least three."""
    return max(round(megabytes * 1e6 / SLICE_BYTES), 3)


def packed_series(megabytes: float) -> bytes:
    """A zip that packs nothing: its size is that of the files, and that of the volume."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for path in sorted(on_disk(n_slices(megabytes), "uncompressed").glob("*.dcm")):
            bundle.write(path, path.name)
    return packed.getvalue()
