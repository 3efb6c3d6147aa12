"""Look at one file: what is it, and which CT slices or further files does it hold?"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.dicom.archive import is_zip, open_zip
from core.dicom.candidates import Exclusion, SeriesCandidate
from core.dicom.dicomdir import listed_files
from core.dicom.enhanced import multi_frame
from core.dicom.frames import Frame, single_frame
from core.dicom.headers import HEAD_BYTES, read_header
from core.dicom.items import TOO_LARGE, Item, ZipItem
from core.dicom.kinds import DICOMDIR, MULTI_FRAME_CT_CLASSES, require_ct_slices
from core.dicom.limits import Limits
from core.dicom.nifti import is_nifti, nifti_candidate
from core.dicom.set_aside import SetAside, UnsafeArchive


@dataclass
class Inspection:
    """What one file turned out to be; at most one of these is filled."""

    item: Item
    frames: list[Frame] = field(default_factory=list)
    nifti: SeriesCandidate | None = None
    members: list[ZipItem] = field(default_factory=list)
    listed: list[PurePosixPath] | None = None
    exclusion: Exclusion | None = None
    unsafe_archive: bool = False


def inspect(item: Item, limits: Limits) -> Inspection:
    """Header only; never raises for what the file holds."""
    found = Inspection(item)
    try:
        _fill(found, item, limits)
    except MemoryError:
        found.exclusion = Exclusion(item.name, TOO_LARGE)
    except SetAside as reason:
        found.exclusion = Exclusion(item.name, str(reason))
        found.unsafe_archive = isinstance(reason, UnsafeArchive)
    return found


def _fill(found: Inspection, item: Item, limits: Limits) -> None:
    if item.size == 0:
        raise SetAside("empty file")
    head = item.head(HEAD_BYTES)
    if is_zip(head):
        if isinstance(item, ZipItem):
            raise SetAside("zip inside a zip; unpack it first")
        found.members = open_zip(item, limits)
        if not found.members:
            raise SetAside("empty zip")
        return
    if item.size > limits.file_bytes:
        raise SetAside(f"a file of {item.size / 1e9:.1f} GB, over the limit")
    if is_nifti(item.name, head):
        found.nifti = nifti_candidate(item, limits)
        return
    header = read_header(item, head)
    if header.sop_class == DICOMDIR:
        found.listed = listed_files(item, header)
        return
    require_ct_slices(header)
    if header.sop_class in MULTI_FRAME_CT_CLASSES:
        found.frames = multi_frame(item, header, limits)
    else:
        found.frames = [single_frame(item, header, limits)]
