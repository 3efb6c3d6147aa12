"""A function in a process of its own, where files may not grow past a size: what a full disk does
to it, without a disk that is full."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

_PATIENCE_SECONDS = 1800.0
#: Nobody's, on Linux.
NOBODY = 65534


def in_child(function: Callable[[], Any]) -> Any:
    """What it returns, in a fork of this process.

    Raises RuntimeError where it raised, or did not end in time.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(theirs, function), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(_PATIENCE_SECONDS):
            raise RuntimeError("no answer in time")
        is_good, said = ours.recv()
    except EOFError as error:
        raise RuntimeError("it was ended") from error
    finally:
        child.kill()
        child.join()
    if not is_good:
        raise RuntimeError(said)
    return said


@contextmanager
def no_file_beyond(n_bytes: int) -> Iterator[None]:
    """Writing past that size fails (EFBIG); a write that crosses it ends there, as on a full disk
    (setrlimit(2), RLIMIT_FSIZE). Only for a child: it holds for the whole process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def become_nobody() -> None:
    """Give up root's right to write everywhere; only for a child."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _answer(pipe: Connection, function: Callable[[], Any]) -> None:
    try:
        pipe.send((True, function()))
    except BaseException as error:  # noqa: BLE001  whatever it is, it is a failure
        pipe.send((False, f"{type(error).__name__}: {error}"))
