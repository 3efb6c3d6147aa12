"""A file that is still coming, under a name of our own; it is gone unless it gets its place."""

from __future__ import annotations

import errno
import filecmp
import os
import secrets
from pathlib import Path
from types import TracebackType

from core.errors import LiverLensError

SUFFIX = ".part"


class NoRoomError(LiverLensError):
    """The disk, or what the inbox may hold, is full."""


class AnotherUnderUidError(LiverLensError):
    """A different file with the same UID is there: the first one stays."""


class Part:
    """Use it in a `with` block: what has no place at its end is removed. Its methods raise
    NoRoomError where the disk is full, and OSError where it fails otherwise."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f".{secrets.token_hex(8)}{SUFFIX}"
        self.n_bytes = 0
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise full_or(error) from error
        self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Part:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drop()

    def write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise full_or(error) from error
        self.n_bytes += len(data)

    def finish(self) -> None:
        """It can be read by its path then."""
        try:
            self._file.flush()
        except OSError as error:
            raise full_or(error) from error

    def to_disk(self) -> None:
        """It survives a power cut then."""
        self.finish()
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise full_or(error) from error

    def link(self, path: Path) -> bool:
        """Give it its name. False where another sender was faster."""
        try:
            # A link, unlike a rename, fails then.
            os.link(self.path, path)
        except FileExistsError:
            return False
        except OSError as error:
            raise full_or(error) from error
        return True

    def check_same(self, path: Path) -> None:
        """Raises AnotherUnderUidError if what is at `path` is another file."""
        self.finish()
        if not filecmp.cmp(self.path, path, shallow=False):
            raise AnotherUnderUidError(path.name)

    def drop(self) -> None:
        """What the disk has no room for can't be flushed either; it goes all the same."""
        try:
            self._file.close()
        except OSError:
            pass
        finally:
            self.path.unlink(missing_ok=True)


def full_or(error: OSError) -> Exception:
    """NoRoomError for a full disk, and any other error as it is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NoRoomError(os.strerror(error.errno))
    return error
