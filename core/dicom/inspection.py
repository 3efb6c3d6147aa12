"""Look at one file: what it is, and which CT slices or further files it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.dicom import sentences
from core.dicom.archive import is_zip, open_zip
from core.dicom.candidates import Exclusion, SeriesCandidate
from core.dicom.dicomdir import listed_files
from core.dicom.enhanced import multi_frame
from core.dicom.frames import Frame, single_frame
from core.dicom.headers import HEAD_BYTES, read_header
from core.dicom.items import Item, ZipItem
from core.dicom.kinds import DICOMDIR, MULTI_FRAME_CT_CLASSES, require_ct_slices
from core.dicom.limits import Limits
from core.dicom.nifti import is_nifti, nifti_candidate
from core.dicom.set_aside import SetAside, UnsafeArchive


@dataclass
class Inspection:
    """What one file turned out to be; at most one of these fields is set."""

    item: Item
    frames: list[Frame] = field(default_factory=list)
    nifti: SeriesCandidate | None = None
    members: list[ZipItem] = field(default_factory=list)
    listed: list[PurePosixPath] | None = None
    exclusion: Exclusion | None = None
    unsafe_archive: bool = False


def inspect(item: Item, limits: Limits) -> Inspection:
    """Reads the header only; never raises because of the file's content."""
    found = Inspection(item)
    try:
        _fill(found, item, limits)
    except MemoryError:
        found.exclusion = Exclusion(item.name, sentences.files.not_enough_memory())
    except SetAside as error:
        found.exclusion = Exclusion(item.name, error.reason)
        found.unsafe_archive = isinstance(error, UnsafeArchive)
    return found


def _fill(found: Inspection, item: Item, limits: Limits) -> None:
    if item.size == 0:
        raise SetAside(sentences.files.empty_file())
    head = item.head(HEAD_BYTES)
    if is_zip(head):
        if isinstance(item, ZipItem):
            raise SetAside(sentences.files.zip_in_zip())
        found.members = open_zip(item, limits)
        if not found.members:
            raise SetAside(sentences.files.empty_zip())
        return
    if item.size > limits.file_bytes:
        raise SetAside(sentences.files.file_too_large(item.size))
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
