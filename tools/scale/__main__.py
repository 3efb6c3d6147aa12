"""python -m tools.scale trial|measure|simulate|page

python -m tools.scale trial --series 2000 --workers 4 --kill-every 20 --work wait:0.5 --keep
python -m tools.scale measure --workers 1 2 4 --keep
python -m tools.scale simulate --workers 1 10 100 1000 --series 10000000
python -m tools.scale page
"""

from __future__ import annotations

import argparse
import json
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.scale", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _trial(actions.add_parser("trial", help="workers of which one is killed every so often"))
    _measure(actions.add_parser("measure", help="what a series costs on this machine"))
    _simulate(actions.add_parser("simulate", help="the same for many workers and series"))
    page = actions.add_parser("page", help="write the tables of docs/scale.md again")
    page.set_defaults(act=lambda _: write_page())
    asked = parser.parse_args()
    return asked.act(asked) or 0


def _trial(parser: argparse.ArgumentParser) -> None:
    from tools.scale.trial import Asked

    usual = Asked()
    parser.add_argument("--series", type=int, default=usual.series)
    parser.add_argument("--workers", type=int, default=usual.workers)
    parser.add_argument("--kill-every", type=float, default=usual.kill_every, help="seconds, or 0")
    parser.add_argument("--work", default=usual.work, help="model, or wait:SECONDS")
    parser.add_argument("--slices", type=int, default=usual.slices)
    parser.add_argument("--size", type=int, default=usual.size, help="rows and columns")
    parser.add_argument("--alone", type=int, default=usual.alone, help="series of each, to compare")
    _kept(parser)

    def act(asked: argparse.Namespace) -> int:
        from tools.scale.trial import trial

        names = Asked.__dataclass_fields__
        found = trial(Asked(**{name: getattr(asked, name) for name in names})).facts()
        print(json.dumps(found, indent=1))
        _keep(asked, f"trial-{asked.work.partition(':')[0]}", found)
        return int(bool(found["lost"] or found["saved_twice"]))

    parser.set_defaults(act=act)


def _measure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--series", type=int, default=12, help="for each number of workers")
    parser.add_argument(
        "--part", action="append", choices=("queue", "series"), help="default: both"
    )
    _kept(parser)

    def act(asked: argparse.Namespace) -> None:
        from tools.scale.costs_of_queue import costs_of_queue
        from tools.scale.costs_of_series import costs_of_series

        parts = {
            "queue": lambda: costs_of_queue(asked.rows),
            "series": lambda: costs_of_series(asked.workers, asked.series),
        }
        for name in asked.part or parts:
            found = parts[name]()
            print(json.dumps({name: found}, indent=1), flush=True)
            _keep(asked, name, found)

    parser.set_defaults(act=act)


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--series", type=int, default=10_000_000)
    parser.add_argument("--gigabytes", type=float, default=1.25, help="a second, from the storage")
    parser.add_argument("--database-cores", type=int, default=4)

    def act(asked: argparse.Namespace) -> None:
        from tools.scale import results
        from tools.scale.costs import Costs, Plant
        from tools.scale.simulation import simulate

        costs = Costs.measured(results.load())
        for workers in asked.workers:
            plant = Plant(workers, asked.gigabytes * 1e9, asked.database_cores)
            print(json.dumps(simulate(costs, plant).facts(asked.series), indent=1))

    parser.set_defaults(act=act)


def _kept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--busy", default="", help="what else the machine was doing, in words")
    parser.add_argument("--keep", action="store_true", help="write it into docs/scale.md")


def _keep(asked: argparse.Namespace, name: str, found: dict) -> None:
    from tools.scale import results

    if asked.keep:
        results.keep(name, found, asked.busy)
        write_page()


def write_page() -> None:
    from tools.scale.page import write

    write()


if __name__ == "__main__":
    sys.exit(main())
