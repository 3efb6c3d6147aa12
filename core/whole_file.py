"""Replace one file in one step, so that nobody ever finds half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends well.

    When the block raises, the old file is still there and the new one is gone.

    Raises:
        UsageError: the file can't be written, for want of space, say.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    except (OSError, RuntimeError) as error:
        # torch.save tells of a full disk by a RuntimeError.
        reason = error.strerror if isinstance(error, OSError) else str(error).split("\n")[0]
        raise UsageError(
            f"{path.name}: can't be written ({reason or error}): free some space or choose another "
            "folder; what was there before is untouched."
        ) from error
    finally:
        part.unlink(missing_ok=True)
