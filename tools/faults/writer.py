"""`python -m tools.faults.writer FIRST`: saves records and notes lines in the audit trail, and
prints each that is kept, until it is killed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

from core.audit import Trail
from core.cli.terminal import complain
from core.errors import StoreError
from core.worklist import Store
from tools.faults.made import WHO, line, record

_PAUSE_SECONDS, _AGAIN_SECONDS = 0.2, 0.5


def main(number: int) -> None:
    store: list[Store] = []
    while True:
        _until_kept(partial(_save, store, number))
        print(f"record {number}", flush=True)
        _until_kept(partial(_note, number))
        print(f"line {number}", flush=True)
        number += 1
        time.sleep(_PAUSE_SECONDS)


def _save(store: list[Store], number: int) -> None:
    if not store:
        store.append(Store.open())
    store[0].save(record(number))


def _note(number: int) -> None:
    trail = Trail.open()
    assert trail is not None
    trail.note(WHO, "exported", what=line(number))


def _until_kept(step: Callable[[], None]) -> None:
    while True:
        try:
            return step()
        except StoreError as error:
            complain(str(error))
            time.sleep(_AGAIN_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]))
