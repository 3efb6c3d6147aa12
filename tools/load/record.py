"""`RECORD.md`: what the runs that are kept in `record.json` found. Written by code only."""

from __future__ import annotations

import json
from pathlib import Path

from tools.load.visitor import SLICES_LOOKED_AT

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "record.json"
PAGE = FOLDER / "RECORD.md"

_HEAD = """# Many people on one server: what was measured

Written by `python -m tools.load`; the figures are those of `record.json`. Each session is a client
of its own (cookies, websocket, uploads, volumes: `tools/load/protocol.py`) with a series that
nobody else has: it opens the app, uploads, fetches the volume, tries the volume of another session,
rests on {slices} slices, analyses, looks at other pages, and closes the series or just leaves.
"""


def keep(name: str, result: dict) -> None:
    """Put one run into `record.json` and write the page again."""
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    results[name] = result
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(as_markdown(results), encoding="utf-8")


def as_markdown(results: dict) -> str:
    parts = [_HEAD.format(slices=SLICES_LOOKED_AT)]
    parts += [_section(name, result) for name, result in results.items()]
    return "\n".join(parts)


def _section(name: str, result: dict) -> str:
    memory, machine = result["memory"], result["machine"]
    slope = memory["second_half_mb_per_hour"]
    lines = [
        f"## {name.capitalize()}: {result['sessions']} sessions, {result['minutes']} minutes",
        "",
        f"{result['date']}, {machine['processor']}, {machine['logical_cores']} cores, "
        f"{machine['system']}, Streamlit {machine['streamlit']}. Runnable processes when it began "
        f"and ended: {machine['load_before']} and {machine['load_after']}; {machine['busy']}",
        "",
        f"- Rounds: {result['rounds']}. Errors: {_all(result['errors'])}. "
        f"Tracebacks in the server's log: {result['tracebacks']}.",
        f"- Cross-talk: {_all(result['cross_talk'])}. Another's volume asked for and refused: "
        f"{result['refused']} times.",
        f"- Analyses wait for their turn; the one that was worst off lost {result['overtaken']} "
        f"places against the order of asking. Words while waiting: "
        f"{'; '.join(result['waiting_words'][:4]) or 'none seen'}.",
        f"- Resident memory of the server: {memory['before_mb']} MB after one visitor, "
        f"{memory['peak_mb']} MB at its peak, {memory['after_mb']} MB when all had gone. "
        + (f"In the second half it changed by {slope:+} MB an hour. " if slope is not None else "")
        + f"At the end {result['threads']} threads and {result['open_files']} open files.",
        "",
        "| Action | times | median s | p95 s | longest s |",
        "|---|---|---|---|---|",
        *(_row(action, times) for action, times in result["actions"].items()),
        _row("**all page actions**", result["all_actions"]),
        _row("analysis, from click to result", result["analyses"]),
        "",
    ]
    return "\n".join(lines)


def _row(action: str, times: dict | None) -> str:
    if not times:
        return f"| {action} | 0 | | | |"
    return (
        f"| {action} | {times['n']} | {times['median']:.2f} | {times['p95']:.2f} "
        f"| {times['max']:.2f} |"
    )


def _all(sentences: list[str]) -> str:
    return f"{len(sentences)}" + (f" ({'; '.join(sentences[:3])})" if sentences else "")
