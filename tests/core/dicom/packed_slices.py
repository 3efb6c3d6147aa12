"""Three slices, packed in several ways, and what must come of them."""

from __future__ import annotations

import io
import tarfile

from core.dicom import Limits, MemoryFile, discover, load_series
from core.errors import ArchiveError
from tests.coded import raises
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


def ct_files(n: int = 3) -> dict[str, bytes]:
    return {f"scan/IM{z}": to_bytes(ct_slice(z, pixels=1024 + z)) for z in range(n)}


def tarred(files: dict[str, bytes], mode: str = "w", layout: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, format=layout) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def opens_as_three_slices(source, exclusions=()) -> None:
    assert discover([source]).exclusions == exclusions
    assert load_series([source]).volume[:, 0, 0].tolist() == [0, 1, 2]


def refusal(name: str, data: bytes, code: str, **limits: int) -> None:
    with raises(ArchiveError, code, name):
        discover([MemoryFile(name, data)], limits=Limits(**limits))
