"""What a run found, as JSON and as a page to read."""

from __future__ import annotations

import json
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from core.inference.machine import processor_name
from tools.fuzz.sandbox import GOOD, MEMORY_BYTES, SECONDS, Result

PACKAGES = (
    "pydicom",
    "numpy",
    "nibabel",
    "python-gdcm",
    "imagecodecs",
    "pyjpegls",
    "pillow",
    "torch",
)
MIB = 2**20


def machine() -> str:
    """The processor, its cores, the memory and the system, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{processor_name()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def summary(results: Sequence[Result], seed: int) -> dict:
    """All figures of a run, ready for JSON."""
    by_name: dict[str, Counter] = {}
    for result in results:
        by_name.setdefault(result.generator, Counter())[result.outcome] += 1
    slowest = sorted(results, key=lambda one: -one.seconds)[:10]
    hungriest = sorted(results, key=lambda one: -one.memory)[:10]
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "packages": {name: version(name) for name in PACKAGES},
        "seed": seed,
        "cases": len(results),
        "processor_minutes": round(sum(one.seconds for one in results) / 60, 1),
        "bounds": {"seconds": SECONDS, "memory_mib": MEMORY_BYTES // MIB},
        "outcomes": dict(Counter(result.outcome for result in results)),
        "generators": {name: dict(counts) for name, counts in sorted(by_name.items())},
        "slowest": [_short(one) for one in slowest],
        "most_memory": [_short(one) for one in hungriest],
        "failures": [
            _short(one) | {"detail": one.detail[-3000:]} for one in results if not one.good
        ],
    }


def _short(result: Result) -> dict:
    facts = asdict(result)
    del facts["detail"]
    facts["seconds"] = round(result.seconds, 3)
    facts["memory"] = f"{result.memory / MIB:.0f} MiB"
    return facts


def page(facts: dict) -> str:
    """The same as Markdown."""
    outcomes = ", ".join(f"{count:,} {name}" for name, count in sorted(facts["outcomes"].items()))
    bad = sorted(set(facts["outcomes"]) - set(GOOD))
    columns = [*GOOD, *bad]
    lines = [
        "# Hostile and broken files: the record of a run",
        "",
        f"`python -m tools.fuzz --cases {facts['cases']} --seed {facts['seed']} --record`, "
        f"{facts['date']}, {facts['processor_minutes']} minutes of processor time for the cases "
        f"themselves, on {facts['machine']}.",
        "",
        f"**{facts['cases']:,} cases: {outcomes}.** {len(facts['failures'])} broke a rule.",
        "",
        "The rules, for each case in a process of its own: it ends within "
        f"{facts['bounds']['seconds']:g} s of processor time, with a series (checked: finite HU, "
        "a sane and invertible grid, slices in order), another result, or one printable sentence "
        "that names neither the patient nor a folder; no other exception, no crash; memory rises "
        f"by no more than {facts['bounds']['memory_mib']} MiB, with the limit of a volume set to "
        "64 MiB and that of an unpacked zip to 128 MiB; nothing is left in the temporary or the "
        "current folder.",
        "",
        "| Generator | " + " | ".join(columns) + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for name, counts in facts["generators"].items():
        lines.append(f"| {name} | " + " | ".join(str(counts.get(c, "")) for c in columns) + " |")
    for title, key in (("Slowest", "slowest"), ("Most memory", "most_memory")):
        lines += ["", f"## {title}", "", "| Case | Outcome | s | Memory |", "|---|---|---:|---:|"]
        lines += [
            f"| {one['generator']}, {one['number']} | {one['outcome']} | {one['seconds']} | "
            f"{one['memory']} |"
            for one in facts[key]
        ]
    versions = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    lines += ["", f"Versions: {versions}.", ""]
    for failure in facts["failures"]:
        lines += [f"## Broke a rule: {failure['generator']}, {failure['number']}", ""]
        lines += ["```text", failure["detail"].strip(), "```", ""]
    return "\n".join(lines)


def remembered(path: Path) -> dict[tuple[str, int], Result]:
    """The good results of a run that was stopped; what broke a rule is run again."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    results = [Result(**json.loads(line)) for line in lines]
    return {(one.generator, one.number): one for one in results if one.good}


def remember(path: Path, result: Result) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(result)) + "\n")


def write(facts: dict, folder: Path) -> None:
    """RECORD.md and record.json in `folder`."""
    (folder / "RECORD.md").write_text(page(facts), encoding="utf-8")
    (folder / "record.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
