"""Works on the queue of a store until it is done, or until this process is killed: `main`."""

import os
import signal
import time

from core.worklist import Store, queue, work
from tests.core.worklist.made_records import quick_analysis


def main(address: str, environ: dict[str, str], how: str = "") -> None:
    """With the settings of the test.

    `how`: "slow"; "die-on:N", which kills itself while it analyses series N; "die-in-write", which
    does so between the rows of its second record. SIGKILL, as `kill -9` sends it.
    """
    os.environ.update(environ)

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
