"""Send files to an archive, and ask it afterwards what it has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.consent import read_consent
from core.errors import InputError, PacsError
from core.pacs import sentences
from core.pacs.archive import Archive
from core.pacs.instance import Instance, read_instance
from core.pacs.site import Site


@dataclass(frozen=True)
class Sent:
    """What became of each file."""

    #: Accepted, and named by the archive when it was asked afterwards.
    arrived: tuple[Path, ...]
    #: Accepted, but not named.
    unconfirmed: tuple[Path, ...]
    #: (file, why not)
    refused: tuple[tuple[Path, str], ...]
    #: Why the archive could not be asked, "" where it could.
    note: str = ""


def send_files(
    archive: Archive,
    files: Sequence[Path],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Sent:
    """Store `files` in the archive and check that they are there.

    Raises:
        InputError: one of them is no DICOM file; nothing is sent then.
        PacsError: nothing may be sent there, or the archive fails.
        ConsentError: the operator's list does not allow one of their studies; nothing is sent.
        Cancelled: `cancel` was set; what was sent stays there.
    """
    check_may_send(archive.site)
    identities = {path: _identity(path) for path in files}
    consent = read_consent()
    for one in identities.values():
        consent.check(one.study_uid, one.series_uid)
    accepted: list[Path] = []
    refused: list[tuple[Path, str]] = []
    for path, reason in archive.store(list(identities), cancel or threading.Event()):
        if reason:
            refused.append((path, reason))
        else:
            accepted.append(path)
        if progress is not None:
            progress(len(accepted) + len(refused), len(identities))
    try:
        known = known_objects(archive, [identities[path] for path in accepted])
    except PacsError as error:
        return Sent((), tuple(accepted), tuple(refused), str(error))
    is_there = [identities[path].sop_instance_uid in known for path in accepted]
    return Sent(
        tuple(path for path, there in zip(accepted, is_there, strict=True) if there),
        tuple(path for path, there in zip(accepted, is_there, strict=True) if not there),
        tuple(refused),
    )


def check_may_send(site: Site) -> None:
    """Raises PacsError where the operator does not allow it."""
    if not site.may_send:
        raise PacsError(sentences.may_not_send(site.name))


def dicom_files(inputs: Sequence[Path]) -> list[Path]:
    """The files in folders and among files, each once, by name; hidden ones are left out.

    Raises InputError for a path that is not there, and where there is no file.
    """
    found: list[Path] = []
    for path in inputs:
        if path.is_dir():
            below = (one for one in path.rglob("*") if one.is_file())
            found += sorted(one for one in below if not one.name.startswith("."))
        elif path.is_file():
            found.append(path)
        else:
            raise InputError(sentences.no_such_path(path.name))
    if not found:
        raise InputError(sentences.no_files(inputs[0].name))
    return list(dict.fromkeys(found))


def _identity(path: Path) -> Instance:
    with path.open("rb") as file:
        found = read_instance(file.read())
    if found is None:
        raise InputError(sentences.file_has_no_identity(path.name))
    return found


def known_objects(archive: Archive, wanted: Sequence[Instance]) -> frozenset[str]:
    """SOP Instance UIDs that the archive has in the series of `wanted`. Raises PacsError."""
    series = dict.fromkeys((one.study_uid, one.series_uid) for one in wanted)
    return frozenset().union(*(archive.instance_uids(*uids) for uids in series))
