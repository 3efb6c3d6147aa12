"""Bytes as files that are on no disk, for what takes a path: results name a patient."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

_OPEN_FILES = Path("/proc/self/fd")


@contextmanager
def as_files(contents: Mapping[str, bytes]) -> Iterator[dict[Path, str]]:
    """Path -> name of each, good while the block runs.

    On Linux they are in memory alone. Elsewhere they lie in a temporary folder for their owner
    alone, which goes with the block.
    """
    with ExitStack() as stack:
        if hasattr(os, "memfd_create") and _OPEN_FILES.is_dir():
            yield {_in_memory(body, stack): name for name, body in contents.items()}
            return
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liverlens-")))
        found = {}
        for number, (name, body) in enumerate(contents.items()):
            path = folder / f"{number}.dcm"
            path.write_bytes(body)
            found[path] = name
        yield found


def _in_memory(body: bytes, stack: ExitStack) -> Path:
    descriptor = os.memfd_create("object", os.MFD_CLOEXEC)
    stack.callback(os.close, descriptor)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(body)
    return _OPEN_FILES / str(descriptor)
