"""Look at one file: what it is, and which slices or further files it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.dicom import sentences
from core.dicom.candidates import Exclusion, SeriesCandidate
from core.dicom.detached import Beside, PairedItem, with_voxels
from core.dicom.dicomdir import listed_files
from core.dicom.enhanced import multi_frame
from core.dicom.frames import Frame, single_frame
from core.dicom.headers import HEAD_BYTES, Header, read_header
from core.dicom.items import Item
from core.dicom.kinds import DICOMDIR, MULTI_FRAME_CLASSES, RESULT_CLASSES, require_slices
from core.dicom.limits import Limits
from core.dicom.nifti import is_volume, nifti_candidate
from core.dicom.packed import contents, reason_by_name
from core.dicom.set_aside import SetAside, UnsafeArchive
from core.dicom.side_files import refuse_side_file


@dataclass
class Inspection:
    """What one file turned out to be; at most one of these is set, and `voxels`, and `is_result`
    beside the exclusion."""

    item: Item
    frames: list[Frame] = field(default_factory=list)
    nifti: SeriesCandidate | None = None
    members: list[Item] = field(default_factory=list)
    #: The file that holds the voxels of this one.
    voxels: Item | None = None
    listed: list[PurePosixPath] | None = None
    exclusion: Exclusion | None = None
    #: Whether it is no CT but a result about one: outlines or measurements.
    is_result: bool = False
    unsafe_archive: bool = False


def inspect(item: Item, limits: Limits, beside: Beside) -> Inspection:
    """Reads the header only; never raises because of the file's content.

    Args:
        beside: finds the file that a header without voxels names.
    """
    found = Inspection(item)
    try:
        _fill(found, item, limits, beside)
    except MemoryError:
        found.exclusion = Exclusion(item.name, sentences.files.not_enough_memory())
    except SetAside as error:
        found.exclusion = Exclusion(item.name, error.reason)
        found.unsafe_archive = isinstance(error, UnsafeArchive)
    return found


def _fill(found: Inspection, item: Item, limits: Limits, beside: Beside) -> None:
    if item.size == 0:
        raise SetAside(sentences.files.empty_file())
    head = item.head(HEAD_BYTES)
    refuse_side_file(item.name, head)
    members = contents(item, head, limits)
    if members is not None:
        found.members = members
        if not members:
            raise SetAside(sentences.files.empty_zip())
        return
    if item.size > limits.file_bytes:
        raise SetAside(sentences.files.file_too_large(item.size))
    if is_volume(item.name, head):
        whole = with_voxels(item, head, beside)
        found.voxels = whole.voxels if isinstance(whole, PairedItem) else None
        found.nifti = nifti_candidate(whole, limits)
        return
    header = _header(item, head)
    if header.sop_class == DICOMDIR:
        found.listed = listed_files(item, header)
        return
    found.is_result = header.sop_class in RESULT_CLASSES
    require_slices(header)
    if header.sop_class in MULTI_FRAME_CLASSES:
        found.frames = multi_frame(item, header, limits)
    else:
        found.frames = [single_frame(item, header, limits)]


def _header(item: Item, head: bytes) -> Header:
    try:
        return read_header(item, head)
    except SetAside as error:
        if error.reason.code == sentences.headers.not_dicom().code:
            raise (reason_by_name(item) or error) from error
        raise
