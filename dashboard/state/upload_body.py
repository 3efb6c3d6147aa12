"""The body of an upload: many files in one request, taken apart while they arrive.

    4 bytes   length of the list, big-endian
    list      UTF-8 JSON: [[path, bytes], ...]
    files     their bytes one after another, in the order of the list

The list comes first, so that a file that would be too much is refused before memory is taken for
it. Nothing is written to a disk, and a path of the list is a label, never a place to write to.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import InputError
from core.outside.marks import marks
from dashboard.state import sentences

if TYPE_CHECKING:
    from core.dicom import MemoryFile

_LENGTH_BYTES = 4
#: Commas and brackets of a file's entry in the list: four, and those in its path.
_MOST_MARKS = 20
#: Of a path; what is longer loses its front.
MAX_PATH = 1000


@dataclass(frozen=True)
class UploadLimits:
    """How much one upload may be."""

    #: All files together.
    bytes: int
    files: int = 20_000
    #: The list of the files.
    list_bytes: int = 8 * 2**20

    @property
    def body_bytes(self) -> int:
        """The longest body that holds such an upload."""
        return _LENGTH_BYTES + self.list_bytes + self.bytes


class Receiver:
    """Takes one body apart. Holds what has arrived and no more."""

    def __init__(self, length: int, limits: UploadLimits) -> None:
        """`length` of the whole body, in bytes. Raises InputError where that is too long."""
        if length > limits.body_bytes:
            raise InputError(sentences.upload_too_large(limits.bytes))
        self.length = length
        self._limits = limits
        self._head = bytearray()
        #: (path, bytes) of the files to come, the next one last; None before the list is there.
        self._to_come: list[tuple[str, int]] | None = None
        self._arriving = io.BytesIO()
        self.files: list[MemoryFile] = []

    def feed(self, chunk: bytes) -> list[MemoryFile]:
        """Take in the next bytes; returns the files that they complete.

        Raises InputError where this is no such body.
        """
        rest = memoryview(chunk)
        if self._to_come is None:
            rest = self._take_list(rest)
        completed: list[MemoryFile] = []
        while self._to_come:
            path, size = self._to_come[-1]
            part = rest[: size - self._arriving.tell()]
            self._arriving.write(part)
            rest = rest[len(part) :]
            if self._arriving.tell() < size:
                break
            self._to_come.pop()
            # Hands over the buffer itself: a zip of a gigabyte is not copied.
            completed.append(_file(path, self._arriving.getvalue()))
            self._arriving = io.BytesIO()
        if len(rest) and self._to_come is not None:
            raise InputError(sentences.upload_damaged())
        self.files += completed
        return completed

    def finish(self) -> tuple[MemoryFile, ...]:
        """All files, once the body has ended. Raises InputError where some are missing."""
        if self._to_come is None or self._to_come:
            raise InputError(sentences.upload_damaged())
        return tuple(self.files)

    def _take_list(self, rest: memoryview) -> memoryview:
        """Take the list off the front; returns what is left."""
        rest = self._take_head(rest, _LENGTH_BYTES)
        if len(self._head) < _LENGTH_BYTES:
            return rest
        length = int.from_bytes(self._head[:_LENGTH_BYTES], "big")
        if length > self._limits.list_bytes:
            raise InputError(sentences.upload_damaged())
        rest = self._take_head(rest, _LENGTH_BYTES + length)
        if len(self._head) < _LENGTH_BYTES + length:
            return rest
        text = bytes(self._head[_LENGTH_BYTES:])
        # Before it is taken apart, which holds everybody up.
        if marks(text, b"[{,") > _MOST_MARKS * self._limits.files:
            raise InputError(sentences.too_many_files_in_upload(self._limits.files))
        listed = _read_list(text)
        if len(listed) > self._limits.files:
            raise InputError(sentences.too_many_files_in_upload(self._limits.files))
        total = sum(size for _, size in listed)
        if total > self._limits.bytes:
            raise InputError(sentences.upload_too_large(self._limits.bytes))
        if _LENGTH_BYTES + length + total != self.length:
            raise InputError(sentences.upload_damaged())
        self._to_come = listed[::-1]
        self._head.clear()
        return rest

    def _take_head(self, rest: memoryview, until: int) -> memoryview:
        part = rest[: max(until - len(self._head), 0)]
        self._head += part
        return rest[len(part) :]


def _file(path: str, data: bytes) -> MemoryFile:
    # Imported late: the server answers before what the pages need is imported.
    from core.dicom import MemoryFile

    return MemoryFile(path, data)


def _read_list(text: bytes) -> list[tuple[str, int]]:
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(sentences.upload_damaged()) from error
    if not isinstance(listed, list) or not listed:
        raise InputError(sentences.upload_damaged())
    files = []
    for one in listed:
        match one:
            case [str(path), int(size)] if not isinstance(size, bool) and size >= 0:
                files.append((clean_path(path), size))
            case _:
                raise InputError(sentences.upload_damaged())
    return files


def clean_path(path: str) -> str:
    """A browser's path with '/' between its parts, and no part that leads out of it."""
    parts = path.replace("\\", "/").replace("\0", "").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-MAX_PATH:]
