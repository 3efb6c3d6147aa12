"""Many small series on disk: one phantom, written again under other UIDs."""

from __future__ import annotations

from pathlib import Path

from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from core.phantom import make_phantom, write_dicom
from core.worklist import Store, add_inputs

#: Replaced by their likes of the same length in the bytes of each file.
_UID_LENGTH = 60


def write_many(folder: Path, count: int, *, n_slices: int, size: int) -> list[Path]:
    """`count` folders with a series each, of its own patient and study."""
    phantom = make_phantom("malignant", n_slices=n_slices, size=size, seed=1)
    first = write_dicom(phantom, folder / "first", transfer_syntax=ExplicitVRLittleEndian)
    import pydicom

    templates = []
    for path in first:
        dataset = pydicom.dcmread(path)
        for keyword in ("SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"):
            setattr(dataset, keyword, _padded(keyword))
        uid = UID(_padded(path.name))
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
        dataset.PatientID = "P" * 10
        dataset.save_as(path, enforce_file_format=True)
        templates.append((path.name, uid, path.read_bytes()))
    shared = [_padded(one) for one in ("SeriesInstanceUID", "StudyInstanceUID")]
    folders = []
    for number in range(count):
        place = folder / f"s{number:06d}"
        place.mkdir()
        for name, uid, content in templates:
            for old in (*shared, uid):
                content = content.replace(old.encode(), _numbered(old, number).encode())
            content = content.replace(b"P" * 10, f"{number:010d}".encode())
            (place / name).write_bytes(content)
        folders.append(place)
    return folders


def queue_each(store: Store, folders: list[Path], model: str, weights: str) -> None:
    """Each folder as an input of its own, as `core receive` queues them."""
    for folder in folders:
        add_inputs(store, [folder], model, weights)


def _padded(what: str) -> str:
    """A UID of `_UID_LENGTH` digits that ends in seven zeros."""
    start = generate_uid(entropy_srcs=["tools.scale", what]).replace(".", "")[:40]
    return f"1.2.3.{start}".ljust(_UID_LENGTH - 8, "7") + ".1000000"


def _numbered(uid: str, number: int) -> str:
    return uid[:-7] + str(1_000_001 + number)
