"""python -m tools.attack --out report.json

Attacks a server, a receiver and the readers of this checkout, all on this machine, and ends with a
table of tries and failures per kind; the exit status is 1 where a defence did not hold. Linux only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from pathlib import Path

from tools.attack.arena import Arena
from tools.attack.kinds import MODULES, kind_of
from tools.attack.report import table, write
from tools.attack.tries import Try


def main(arguments: list[str] | None = None) -> int:
    """1 if any defence did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tools.attack", description=__doc__)
    parser.add_argument(
        "--kind", action="append", choices=MODULES, help="this kind alone; repeatable"
    )
    parser.add_argument("--minutes", type=float, default=0.0, help="go on, with other seeds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="a share of the tries")
    parser.add_argument("--out", type=Path, help="every try as JSON")
    told = parser.parse_args(arguments)
    # pydicom's, of the files that are made here.
    warnings.simplefilter("ignore")
    found: dict[str, list[Try]] = {name: [] for name in told.kind or MODULES}
    until, seed = time.monotonic() + 60 * told.minutes, told.seed
    while True:
        with (
            tempfile.TemporaryDirectory(prefix="attack-") as folder,
            Arena(Path(folder), seed, is_short=told.short) as arena,
        ):
            for name, tries in found.items():
                tries += attack(arena, name)
        seed += 1
        if time.monotonic() >= until:
            break
    print(table(found), flush=True)
    if told.out:
        write(found, told.seed, told.out)
    return int(any(not one.held for tries in found.values() for one in tries))


def attack(arena: Arena, name: str) -> list[Try]:
    """The tries of one kind; each failure is told as it happens."""
    made = []
    for one in kind_of(name).tries(arena):
        made.append(one)
        if not one.held:
            print(f"{name}: {one.name}: {one.did}; expected: {one.expected}; {one.evidence}")
            sys.stdout.flush()
    return made


if __name__ == "__main__":
    sys.exit(main())
