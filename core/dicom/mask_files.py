"""The files of a reference mask: which of those given can be masks, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from core.dicom import sentences
from core.dicom.candidates import Exclusion, merged
from core.dicom.detached import PairedItem, beside_among, same_file, with_voxels
from core.dicom.headers import HEAD_BYTES
from core.dicom.items import Item, MemoryFile
from core.dicom.limits import Limits
from core.dicom.nifti import is_volume
from core.dicom.packed import contents, reason_by_name
from core.dicom.segment_names import Reading, read_name
from core.dicom.set_aside import SetAside
from core.dicom.side_files import refuse_side_file
from core.dicom.sources import Source, list_items
from core.dicom.suffixes import VOLUME_SUFFIXES
from core.errors import InputError
from core.sentence import Sentence

#: Regions that name a scan, not what is outlined in it.
_REGION = re.compile(r"chest|thorax|abdom(en|inal)|pelvi[sc]|head|neck", re.IGNORECASE)
_PACKED_SUFFIX = re.compile(r"\.(gz|bz2)$", re.IGNORECASE)


@dataclass
class MaskFiles:
    """What was given, sorted."""

    #: SEG and volumes, in the order given; at least one.
    masks: list[Item] = field(default_factory=list)
    #: Names of files that are neither.
    others: list[str] = field(default_factory=list)
    #: Those of them that are called `.json`: what an annotation's file says of its findings.
    tables: list[Item] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)

    @property
    def notes(self) -> list[Sentence]:
        """For a person: what was left out."""
        left_out = [exclusion.sentence for exclusion in merged(self.exclusions)]
        if self.others:
            return [sentences.masks.other_files_unused(self.others), *left_out]
        return left_out


def mask_files(sources: Source | Sequence[Source], limits: Limits) -> MaskFiles:
    """The files that can be masks, those in archives among them.

    Raises:
        InputError: there is none.
    """
    if isinstance(sources, (str, Path, MemoryFile)):
        sources = [sources]
    items, unread = list_items(sources)
    found = MaskFiles(exclusions=unread)
    _sort(items, found, limits)
    if not found.masks:
        if found.exclusions:
            first = found.exclusions[0]
            raise InputError(sentences.masks.no_mask_because(first.reason, first.name))
        if not items:
            raise InputError(sentences.masks.no_mask_files())
        # Read anyway: it names its own fault.
        found.masks, found.others = items[:1], found.others[1:]
    return found


def outlines(item: Item) -> Reading:
    """What a mask outlines by the name of its file, else by that of the folder it is in."""
    path = PurePosixPath(item.relative_path)
    for name in (_stem(item.name), path.parent.name):
        reading = read_name(_REGION.sub(" ", name))
        if reading.kind:
            return reading
    return Reading(None, None)


def _sort(items: list[Item], found: MaskFiles, limits: Limits) -> None:
    beside = beside_among(items)
    voxels = set()
    for item in items:
        try:
            if item.size == 0:
                raise SetAside(sentences.files.empty_file())
            head = item.head(HEAD_BYTES)
            refuse_side_file(item.name, head)
            members = contents(item, head, limits)
            if members is not None:
                _sort(members, found, limits)
            elif is_volume(item.name, head):
                whole = with_voxels(item, head, beside)
                found.masks.append(whole)
                if isinstance(whole, PairedItem):
                    voxels.add(same_file(whole.voxels))
            elif head[128:132] == b"DICM":
                found.masks.append(item)
            elif same_file(item) not in voxels:
                reason = reason_by_name(item)
                if reason:
                    raise reason
                found.others.append(item.name)
                if item.name.lower().endswith(".json"):
                    found.tables.append(item)
        except SetAside as error:
            found.exclusions.append(Exclusion(item.name, error.reason))


def _stem(name: str) -> str:
    name = _PACKED_SUFFIX.sub("", name)
    suffix = next((s for s in VOLUME_SUFFIXES if name.lower().endswith(s)), "")
    return name[: len(name) - len(suffix)]
