"""Store results in an archive: only those that it does not have yet, and each is asked for after.

Their UIDs follow from what they say (`core.export.dicom`), so one that is there already is the same
object, and nothing is sent twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.errors import InputError
from core.pacs import sentences
from core.pacs.archive import Archive
from core.pacs.in_memory import as_files
from core.pacs.instance import read_instance
from core.pacs.sending import check_may_send, known_objects, send_files


@dataclass(frozen=True)
class Outcome:
    """What became of each object, by its name."""

    #: Sent now, and named by the archive when it was asked.
    new: tuple[str, ...] = ()
    #: Was there before.
    known: tuple[str, ...] = ()
    #: (name, why it is not there)
    missing: tuple[tuple[str, str], ...] = ()
    #: Whether the archive has slices of the CT that they are about.
    has_ct: bool = True

    @property
    def there(self) -> tuple[str, ...]:
        return (*self.known, *self.new)


def store_objects(
    archive: Archive,
    objects: Mapping[str, bytes],
    *,
    ct: tuple[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Outcome:
    """Have the archive keep `objects`, name -> DICOM file.

    Args:
        ct: study and series UID of the CT that they are about, which the archive is asked for.
        progress: called with (objects settled, objects in all).

    Raises:
        InputError: one of them is no DICOM object; nothing is sent then.
        PacsError: nothing may be sent there, or the archive fails.
        ConsentError: the operator's list does not allow their study.
        Cancelled: `cancel` was set; what was stored until then stays there.
    """
    # Before anything is asked.
    check_may_send(archive.site)
    identities = {}
    for name, body in objects.items():
        identity = read_instance(body)
        if identity is None:
            raise InputError(sentences.file_has_no_identity(name))
        identities[name] = identity
    has_ct = ct is None or bool(archive.instance_uids(*ct))
    before = known_objects(archive, list(identities.values()))
    known = [name for name, one in identities.items() if one.sop_instance_uid in before]
    left = {name: body for name, body in objects.items() if name not in known}

    def settled(done: int, _: int) -> None:
        if progress is not None:
            progress(len(known) + done, len(objects))

    settled(0, 0)
    if not left:
        return Outcome(known=tuple(known), has_ct=has_ct)
    with as_files(left) as files:
        sent = send_files(archive, list(files), progress=settled, cancel=cancel)
        missing = [(files[path], reason) for path, reason in sent.refused]
        not_found = sent.note or str(sentences.not_found_afterwards())
        missing += [(files[path], not_found) for path in sent.unconfirmed]
        new = tuple(files[path] for path in sent.arrived)
    return Outcome(new, tuple(known), tuple(missing), has_ct)
