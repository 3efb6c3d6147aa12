"""Works on the queue of a store until it is done, or until this process is killed.

    python kill_worker.py STORE [slow | die-on:N | die-in-write]

"die-on:N" kills itself while it analyses series N, "die-in-write" between the rows of its second
record: SIGKILL, as `kill -9` sends it.
"""

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from core.worklist import Store, queue, work
from tests.core.worklist.made_records import quick_analysis


def main(address: str, how: str = "") -> None:
    def analyse(series, name, progress, cancel):
        if how == "slow":
            time.sleep(0.02)
        if how.startswith("die-on:") and series.uid.endswith(f".{how.partition(':')[2]}"):
            die()
        return quick_analysis(series, name, progress, cancel)

    if how == "die-in-write":
        die_between_rows()
    for outcome in work(Store.open(address, busy_seconds=300), analyse):
        assert outcome.record is not None, outcome.error


def die_between_rows() -> None:
    calls, write = [], queue.write_record

    def write_and_die(connection, record):
        number = write(connection, record)
        calls.append(number)
        if len(calls) == 2:
            die()
        return number

    queue.write_record = write_and_die


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
