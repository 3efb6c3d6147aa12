"""Files and folders that an operator names: in a setting, or on the command line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import sentences
from core.errors import LiverLensError

#: Of what somebody writes by hand, and of a model's card, which has a hundredth of it.
MOST_BYTES = 2**24


class FileTooLarge(OSError):
    """It has more bytes than any such file needs; a device has no end."""


@contextmanager
def home_known(setting: str, error: type[LiverLensError]) -> Iterator[None]:
    """Raises `error` where the block asks for a home folder that this machine doesn't know: of
    ~name, or of somebody who has none."""
    try:
        yield
    except RuntimeError as cause:
        raise error(sentences.no_such_home(setting)) from cause


def named_path(told: str | os.PathLike, setting: str, error: type[LiverLensError]) -> Path:
    """The path that an operator named in `setting`: "~" and "~name" at its beginning are that home,
    as in a shell. Raises `error` for a home that this machine doesn't know."""
    with home_known(setting, error):
        return Path(told).expanduser()


def read_bytes(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """All of a file. Raises OSError if it can't be read, FileTooLarge above `most_bytes`."""
    with path.open("rb") as file:
        found = file.read(most_bytes + 1)
    if len(found) > most_bytes:
        raise FileTooLarge(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return found


def read_text(path: Path, encoding: str = "utf-8", most_bytes: int = MOST_BYTES) -> str:
    """As `read_bytes`; line ends stay as they are. Raises UnicodeDecodeError too."""
    return read_bytes(path, most_bytes).decode(encoding)
