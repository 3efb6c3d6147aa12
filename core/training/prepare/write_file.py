"""The training file, written scan by scan so that memory doesn't grow with the data set."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

from core.training.prepare.scans import PreparedSlices

#: Bytes copied at once from the pixels on disk into the file.
CHUNK = 2**24


class SliceFile:
    """Collects slices: pixels on disk, numbers in memory. Made by `slice_file`.

    Nothing that names a person is kept: the scan and the subject are numbers.
    """

    def __init__(self, folder: Path, image: BinaryIO, label: BinaryIO) -> None:
        self._folder, self._pixels = folder, {"image": image, "label": label}
        self._side = 0
        self._rows: dict[str, list] = {
            name: []
            for name in (
                "patient",
                "subject",
                "slice",
                "slice_class",
                "source",
                "phase",
                "thickness",
                "modality",
                "rejected",
                "kind",
            )
        }

    def __len__(self) -> int:
        return len(self._rows["patient"])

    def append(
        self, slices: PreparedSlices, *, patient: int, subject: int, source: str = ""
    ) -> None:
        """Add the slices of one scan."""
        self._side = slices.image.shape[1]
        self._pixels["image"].write(slices.image.tobytes())
        self._pixels["label"].write(slices.label.tobytes())
        count = len(slices.image)
        self._rows["patient"] += [patient] * count
        self._rows["subject"] += [subject] * count
        self._rows["slice"] += slices.index.tolist()
        self._rows["slice_class"] += slices.told_class.tolist()
        self._rows["source"] += [source] * count
        self._rows["phase"] += [slices.phase] * count
        self._rows["thickness"] += [slices.thickness] * count
        self._rows["modality"] += [slices.modality] * count
        none = np.zeros(count, bool)
        self._rows["rejected"] += (none if slices.rejected is None else slices.rejected).tolist()
        self._rows["kind"] += [""] * count if slices.kind is None else slices.kind.tolist()

    def write(self, path: Path) -> None:
        """The arrays of `training.data` as a compressed npz."""
        count = len(self)
        arrays: dict[str, np.ndarray] = {
            "subject": np.array(self._rows["subject"], dtype=np.int32),
            "patient": np.array(self._rows["patient"], dtype=np.int32),
            "slice": np.array(self._rows["slice"], dtype=np.int16),
            "quality": np.full(count, "ok"),
            # A width of its own, since an array of empty texts alone has none.
            "slice_class": np.array(self._rows["slice_class"], dtype="U9"),
        }
        arrays |= self._known_columns()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for name, pixels in self._pixels.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    self._copy(pixels, member, (count, self._side, self._side))
            for name, values in arrays.items():
                with archive.open(f"{name}.npy", "w") as member:
                    np.lib.format.write_array(member, values, allow_pickle=False)

    def _known_columns(self) -> dict[str, np.ndarray]:
        """Those of which anything is known: without `phase`, a file counts as portal-venous."""
        words = {
            name: self._rows[name]
            for name in ("source", "phase", "kind", "modality")
            if any(self._rows[name])
        }
        thickness = np.array(self._rows["thickness"], dtype=np.float32)
        known = {} if np.isnan(thickness).all() else {"thickness": thickness}
        if any(self._rows["rejected"]):
            known["rejected"] = np.array(self._rows["rejected"], dtype=np.uint8)
        return {name: np.array(values, dtype=str) for name, values in words.items()} | known

    def _copy(self, pixels: BinaryIO, member: IO[bytes], shape: tuple[int, int, int]) -> None:
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(member, header)
        pixels.seek(0)
        while chunk := pixels.read(CHUNK):
            member.write(chunk)


@contextmanager
def slice_file(folder: Path) -> Iterator[SliceFile]:
    """A collector whose pixels lie in `folder` until the block ends, and are gone then."""
    paths = folder / "image.bin", folder / "label.bin"
    try:
        with paths[0].open("w+b") as image, paths[1].open("w+b") as label:
            yield SliceFile(folder, image, label)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
