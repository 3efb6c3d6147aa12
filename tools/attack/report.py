"""What a run found: a table of kinds, and every try in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from core import __version__
from tools.attack.kinds import kind_of
from tools.attack.tries import Try

Found = Mapping[str, Sequence[Try]]


def table(found: Found) -> str:
    """Kind, tries and failures, one line each, and all together."""
    rows = [
        (kind_of(name).title, len(tries), sum(not one.held for one in tries))
        for name, tries in found.items()
    ]
    rows.append(("All", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    width = max(len(row[0]) for row in rows)
    lines = [f"{'Kind'.ljust(width)}  Tries  Failures"]
    return "\n".join(
        [*lines, *(f"{title.ljust(width)}  {n:>5}  {bad:>8}" for title, n, bad in rows)]
    )


def write(found: Found, seed: int, path: Path) -> None:
    """Every try, as JSON. The texts and names in it are made up."""
    content = {
        "version": __version__,
        "seed": seed,
        "kinds": {
            name: {
                "title": kind_of(name).title,
                "tries": len(tries),
                "failures": sum(not one.held for one in tries),
                "all": [asdict(one) for one in tries],
            }
            for name, tries in found.items()
        },
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
