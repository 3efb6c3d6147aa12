"""`python -m tools.supply_chain lock | licences | sbom`."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
from pathlib import Path

from tools.supply_chain import licences, lock, sbom
from tools.supply_chain.pins import pins


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.supply_chain", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    locking = commands.add_parser("lock", help="write the locks with the hashes of all files")
    locking.add_argument("--uv", type=Path, required=True, help="the program uv")
    locking.set_defaults(run=lambda asked: lock.write_all(asked.uv))
    listing = commands.add_parser("licences", help="list the licences; status 1 if one is refused")
    listing.set_defaults(run=lambda _asked: _list_licences())
    billing = commands.add_parser("sbom", help="write the bill of materials (CycloneDX)")
    billing.add_argument("--out", type=Path, required=True, metavar="FILE")
    billing.set_defaults(run=lambda asked: _write_bill(asked.out))
    asked = parser.parse_args(words)
    return asked.run(asked) or 0


def _list_licences() -> int:
    found = {name: licences.licence_of(importlib.metadata.metadata(name)) for name in pins()}
    refused = licences.refused(found.items())
    for name, licence in sorted(found.items()):
        print(f"{name:32}{licence}{'   REFUSED' if name in refused else ''}")
    return 1 if refused else 0


def _write_bill(out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(sbom.bill(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
