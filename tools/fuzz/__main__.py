"""python -m tools.fuzz --cases 10000 --seed 1 --record

One case again: --only "bit flips" --number 17. Linux only: it forks, and reads /proc.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

# Before numpy is imported: a process that is forked must not have threads.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from tools.fuzz.generators import GENERATORS, planned  # noqa: E402
from tools.fuzz.record import remember, remembered, summary, write  # noqa: E402
from tools.fuzz.sandbox import Result, run_case  # noqa: E402


def main() -> int:
    """1 if any case broke a rule."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="cases at once")
    parser.add_argument("--only", choices=sorted(GENERATORS), help="cases of one generator")
    parser.add_argument("--number", type=int, help="with --only: this one case")
    parser.add_argument("--results", type=Path, help="a file that remembers: a run can go on")
    parser.add_argument("--record", action="store_true", help="write RECORD.md and record.json")
    arguments = parser.parse_args()
    results = []
    for result in _results(arguments):
        results.append(result)
        if not result.good:
            sys.stdout.write(f"{result.generator}, {result.number}: {result.outcome}\n")
            sys.stdout.write(f"{result.detail.strip()}\n\n")
        elif len(results) % 100 == 0:
            sys.stdout.write(f"{len(results)} of {arguments.cases}\n")
        sys.stdout.flush()
    facts = summary(results, arguments.seed)
    sys.stdout.write(f"{facts['cases']} cases: {facts['outcomes']}\n")
    if arguments.record:
        write(facts, Path(__file__).parent)
    return 1 if facts["failures"] else 0


def _results(arguments: argparse.Namespace) -> Iterator[Result]:
    if arguments.only:
        first, count = (0, arguments.cases) if arguments.number is None else (arguments.number, 1)
        plan = [(arguments.only, first + k) for k in range(count)]
    else:
        plan = [(generator.name, number) for generator, number in planned(arguments.cases)]
    done = remembered(arguments.results) if arguments.results else {}
    yield from (done[which] for which in plan if which in done)
    rest = [which for which in plan if which not in done]
    run = partial(_run, arguments.seed)
    if arguments.jobs == 1:
        yield from _kept(map(run, rest), arguments.results)
        return
    with multiprocessing.get_context("fork").Pool(arguments.jobs) as pool:
        yield from _kept(pool.imap(run, rest), arguments.results)


def _kept(results: Iterable[Result], path: Path | None) -> Iterator[Result]:
    for result in results:
        if path:
            remember(path, result)
        yield result


def _run(seed: int, which: tuple[str, int]) -> Result:
    name, number = which
    return run_case(GENERATORS[name], seed, number)


if __name__ == "__main__":
    sys.exit(main())
