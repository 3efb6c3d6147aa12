"""Write files so that nobody ever finds half of one: all of them appear, or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import sentences
from core.errors import UsageError

#: Names of the folders in which files are written before they appear begin so.
PREFIX = ".liverlens-"
#: What a file is called until then.
PART = "part"


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """A path to write to; its file replaces `path` when the block ends without an error.

    It lies in a new folder beside `path` that only its owner enters, so that nobody can put a link
    in its place. When the block raises, the earlier file is still there and the new one is gone.

    Raises:
        UsageError: the file can't be written, because the disk is full, for example.
    """
    path = Path(path)
    try:
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=path.parent) as folder:
            part = Path(folder) / PART
            yield part
            os.replace(part, path)
    except (OSError, RuntimeError) as error:
        # torch.save reports a full disk as a RuntimeError.
        reason = error.strerror if isinstance(error, OSError) else str(error).split("\n")[0]
        raise UsageError(sentences.file_not_writable(path, reason or error)) from error


@contextmanager
def atomic_folder(out_dir: Path) -> Iterator[Path]:
    """A temporary folder whose files move into `out_dir` when the block ends without an error.

    It lies inside `out_dir` (created if missing), so that each move is a rename on one file system.
    When the block raises, nothing in `out_dir` has changed.

    Raises:
        UsageError: `out_dir` can't be created or written to.
    """
    out_dir = Path(out_dir)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=out_dir) as folder:
            yield Path(folder)
            for path in sorted(Path(folder).iterdir()):
                os.replace(path, out_dir / path.name)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(sentences.folder_not_writable(out_dir, reason)) from error


def flush_folder(folder: Path) -> None:
    """So that a new name survives a power cut too."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
