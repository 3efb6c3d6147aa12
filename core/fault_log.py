"""What is reported of a fault in the program: its kind and its place, never its message.

The message of an error that is not our own may quote what was being read, and that may be a
patient's name in a header. So no log and no standard error stream gets it. The place is enough to
find the fault, and the file that caused it stays with the person who has it.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any, TypeAlias

#: How many frames of an error are reported, the innermost ones: an endless recursion has a
#: thousand.
MOST_FRAMES = 40
_HEAD = "Traceback (most recent call last):"

#: As `sys.exc_info`.
_Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def place_of(error: BaseException) -> str:
    """ "ValueError at core/dicom/headers.py, line 120", on one line."""
    frames = traceback.extract_tb(error.__traceback__)
    kind = type(error).__qualname__
    return f"{kind} at {_short(frames[-1].filename)}, line {frames[-1].lineno}" if frames else kind


def told(error: BaseException) -> str:
    """As Python's traceback of `error` and of those it came from, the first one above, without
    lines of source and without messages."""
    parts: list[str] = []
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = traceback.extract_tb(one.__traceback__)[-MOST_FRAMES:]
        places = [
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames
        ]
        parts.append("\n".join([_HEAD, *places, type(one).__qualname__]))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\n".join(reversed(parts))


def keep_words_out() -> None:
    """From now on, report every error as `told` does if it is logged in this process, by a library
    too, or if it ends a thread or the process."""
    logging.Formatter.formatException = _format  # type: ignore[method-assign,assignment]
    threading.excepthook = _thread_ended
    sys.excepthook = _process_ended


def of_event_loop(_loop: object, fault: Mapping[str, Any]) -> None:
    """An exception handler for an event loop of asyncio, whose own one writes the error itself."""
    error = fault.get("exception")
    said = "" if error is None else f"\n{told(error)}"
    logging.getLogger("asyncio").error("A task of the event loop failed%s", said)


def _format(_formatter: logging.Formatter, raised: _Raised) -> str:
    return "" if raised[1] is None else told(raised[1])


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = ended.thread.name if ended.thread else "unknown"
        _say(f"Exception in thread {name}:\n{told(ended.exc_value)}")


def _process_ended(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    if isinstance(error, KeyboardInterrupt):
        # Python ends the process as one that was interrupted.
        sys.__excepthook__(kind, error, where)
        return
    _say(told(error))


def _say(text: str) -> None:
    if sys.stderr is not None:  # as in a program without a console
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _short(path: str) -> str:
    """From the folder of the program's own packages on; other files by their last two parts."""
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[-3:])
