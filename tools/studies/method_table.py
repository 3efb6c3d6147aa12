"""The tables of docs/explanations.md on methods and backbones, from what method_study.py found."""

from __future__ import annotations

import json
import re
from pathlib import Path

from core.attribution import METHODS
from tools.studies.marked import put_between
from tools.studies.shipped_models import shipped_models

RESULTS = Path(__file__).with_name("method_study.json")


def read_results() -> dict:
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def with_tables(page: str, results: dict) -> str:
    """`page` with both tables between their marks."""
    for mark, made in (("methods", methods_table()), ("backbones", backbones_table(results))):
        begin = f"<!-- {mark}: made by tools/studies/method_table.py -->"
        page = put_between(page, begin, f"<!-- end of {mark} -->", made)
    return page


def methods_table() -> str:
    """One row per method: what it shows, its settings, its cost, where it comes from."""
    rows = [
        "| Method | Shows | Parameters and defaults | Cost | Reference |",
        "|---|---|---|---|---|",
    ]
    for method in METHODS.values():
        settings = ", ".join(
            f"`{p.name}` {p.default}" if p.default != "" else f"`{p.name}`"
            for p in method.parameters
        )
        promises = " Complete." if method.complete else ""
        rows.append(
            f"| {method.title} `{method.name}` | {method.summary}{promises} | {settings or 'none'} "
            f"| {method.cost} | {method.reference} |"
        )
    return "\n".join(rows)


def backbones_table(results: dict) -> str:
    """One row per method, one column per network: that it runs, the error of its sum, why it does
    not run, or that it was not measured."""
    reasons: list[str] = []
    rows = [f"| Method | {' | '.join(results)} |", "|---" * (len(results) + 1) + "|"]
    for method in METHODS.values():
        cells = [_cell(one, method.name, reasons) for one in results.values()]
        rows.append(f"| {method.title} | {' | '.join(cells)} |")
    rows.append(
        "| *weights, pixels* | "
        + " | ".join(f"{_weights(name, one)}, {one['size']}²" for name, one in results.items())
        + " |"
    )
    notes = [f"{i}. {reason[0].upper()}{reason[1:]}" for i, reason in enumerate(reasons, 1)]
    return "\n".join([*rows, "", *notes]).rstrip()


def _weights(name: str, result: dict) -> str:
    if result["weights"] == "random":
        return "random"
    card = shipped_models().get(name)
    return "shipped" if card and card.sha256 == result["weights"] else "earlier ones"


def _cell(result: dict, name: str, reasons: list[str]) -> str:
    one = result["methods"].get(name)
    if one is None:
        return "not measured"
    if "why_not" in one:
        reason = re.sub(r"\S+ of this network activates", "this network activates", one["why_not"])
        if reason not in reasons:
            reasons.append(reason)
        return f"no ({reasons.index(reason) + 1})"
    if one["delta"] is None:
        return "runs"
    share = abs(one["delta"] / result["difference_from_air"])
    return f"off by {share:.2%}" if share >= 0.0001 else "exact"
