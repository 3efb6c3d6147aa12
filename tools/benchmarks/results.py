"""`results.json` and the page made from it: written by code only."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tools.benchmarks.row import Finding, Row

FOLDER = Path(__file__).parent
RESULTS, PAGE, PLOT = (FOLDER / name for name in ("results.json", "RESULTS.md", "growth.svg"))

_HEAD = """# Speed and memory: what was measured

Written by `make bench`; every figure is one of `results.json`. A row is measured in a process of
its own, all its sides in turn in that process; a figure is the median, with the lowest and highest
in brackets, and a ratio is taken round by round. `python -m tools.benchmarks --row NAME` measures
one row again.
"""


def load(file: Path = RESULTS) -> dict:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def keep(row: Row, finding: Finding, circumstances: dict, file: Path = RESULTS) -> None:
    """Put what a row found into the file, in place of what it found before."""
    results = load(file)
    results[row.name] = {**asdict(finding), **circumstances}
    file.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def as_markdown(results: dict, rows: dict[str, Row], with_plot: bool = True) -> str:
    there = [row for name, row in rows.items() if name in results]
    parts = [_HEAD, *_machines([results[row.name] for row in there])]
    for section in dict.fromkeys(row.section for row in there):
        parts += [f"## {section}", "", *_table(section, there, results), ""]
    parts += ["## Floors, and what was tried", ""]
    parts += [_below(row, results[row.name]) for row in there if _below(row, results[row.name])]
    if with_plot:
        parts += [
            "",
            "## How the cost grows",
            "",
            f"![Cost against slices, matrix size and people at once]({PLOT.name})",
        ]
    missing = [name for name in rows if name not in results]
    if missing:
        parts += ["", f"Not measured: {', '.join(missing)}."]
    return "\n".join(parts) + "\n"


def _machines(found: list[dict]) -> list[str]:
    """Each machine once; rows may have been measured on several."""
    lines = []
    for machine in {json.dumps(one["machine"], sort_keys=True): one for one in found}.values():
        what = machine["machine"]
        versions = ", ".join(f"{name} {version}" for name, version in what["versions"].items())
        lines.append(
            f"- Machine: {what['processor']}, {what['cores']} cores, {what['memory_gb']} GB, "
            f"{what['system']}, Python {what['python']}, {what['threads']} threads for the "
            f"networks; {versions}."
        )
    series = dict.fromkeys(one["series"] for one in found)
    lines.append(f"- Series: {'; '.join(series)}.")
    loads = [value for one in found for value in one["load"]]
    lines.append(
        f"- Beside it: runnable processes in the minute before a row and at its end, {min(loads)} "
        f"to {max(loads)} (each row's own in the table). "
        + " ".join(dict.fromkeys(one["busy"] for one in found if one["busy"]))
    )
    return [*lines, ""]


def _table(section: str, rows: list[Row], results: dict) -> list[str]:
    lines = [
        "| Row | What | Against | Target | Measured | Met | Load | Date |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if row.section != section:
            continue
        found = results[row.name]
        met = {True: "yes", False: "**no**", None: ""}[found["met"]]
        before, after = found["load"]
        lines.append(
            f"| {row.name} | {row.what} | {row.against} | {row.target} | {found['measured']} "
            f"| {met} | {before} to {after} | {found['date']} |"
        )
    return lines


def _below(row: Row, found: dict) -> str:
    sentences = [
        f"floor: {found['floor']}." if found["floor"] else "",
        f"{found['note']}" if found["note"] else "",
        f"Tried: {row.tried}" if row.tried else "",
    ]
    said = " ".join(sentence for sentence in sentences if sentence)
    return f"- **{row.name}**: {said}" if said else ""
