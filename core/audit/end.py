"""The end of the audit trail, kept in a file of its own, so that lines cut off the end show.

It is written after each entry, and sealed with the key of the worklist. Whoever changes the trail
has to change this file too, and can't without that key; an older copy of both still passes.
"""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from core.atomic_write import flush_folder
from core.audit.entry import MOST_LINES
from core.worklist.patient_key import PatientKey

#: What a look at it says of the trail.
WHOLE = ""
#: The entry that was written last is not in the trail, or was changed there.
MISSING = "missing"
#: More entries follow than a crash explains: not LiverLens wrote them, or an older version.
LONGER = "longer"
#: The file itself was changed, or sealed with another key.
CHANGED = "changed"
#: There are entries and no such file, as in a trail that an older version wrote.
UNKNOWN = "unknown"

#: Far more than the file has.
_MOST_BYTES = 4096


@dataclass(frozen=True)
class End:
    """The last entry of a trail."""

    number: int
    #: `entry.digest` of its line.
    digest: str
    #: The first entry after which the end was kept without a break: 1, but in a trail that an older
    #: version began, or whose file was lost.
    since: int = 1


def end_file(trail: Path) -> Path:
    """Beside the trail."""
    return trail.with_name(f"{trail.name}.end")


def read_end(trail: Path, key: PatientKey) -> End | str:
    """The end as it was written, or `UNKNOWN` or `CHANGED`."""
    try:
        descriptor = os.open(end_file(trail), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return UNKNOWN
    except OSError:
        return CHANGED
    try:
        values = json.loads(os.read(descriptor, _MOST_BYTES))
        seal = values.pop("seal")
        end = End(**values)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return CHANGED
    finally:
        os.close(descriptor)
    is_number = all(type(one) is int and 0 < one <= MOST_LINES for one in (end.number, end.since))
    if not is_number or not isinstance(end.digest, str) or not isinstance(seal, str):
        return CHANGED
    same = hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(end, key).encode())
    return end if same else CHANGED


def write_end(trail: Path, end: End, key: PatientKey) -> None:
    """Put it in the place of the one before: on the disk, whole, when this returns.

    The caller holds the trail's lock. Raises OSError; the one before is then untouched.
    """
    file = end_file(trail)
    new = file.with_name(f"{file.name}.new")
    # What a crash left, or a link that somebody put there.
    with suppress(FileNotFoundError):
        new.unlink()
    text = json.dumps({**asdict(end), "seal": _seal(end, key)}) + "\n"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(new, file)
    # It is in its place; not every file system takes this for a folder.
    with suppress(OSError):
        flush_folder(file.parent)


def _seal(end: End, key: PatientKey) -> str:
    return key.signed("audit end", str(end.number), end.digest, str(end.since))
