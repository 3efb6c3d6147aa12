"""Write a set of files so that nobody ever finds half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UsageError


@contextmanager
def whole_files(out_dir: Path) -> Iterator[Path]:
    """A temporary folder whose files move into `out_dir` when the block ends well.

    It lies inside `out_dir` (made if missing), so that each move is a rename on one file system.
    When the block raises, nothing in `out_dir` has changed.

    Raises:
        UsageError: `out_dir` can't be made or written to.
    """
    out_dir = Path(out_dir)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".liverlens-", dir=out_dir) as folder:
            yield Path(folder)
            for path in sorted(Path(folder).iterdir()):
                os.replace(path, out_dir / path.name)
    except OSError as error:
        raise UsageError(
            f"{out_dir}: can't write there ({error.strerror or error}): choose another folder."
        ) from error
