"""The section "Measured" of docs/explanations.md, from what explanation_study.py measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from core.attribution import METHODS
from tools.studies.marked import put_between
from tools.studies.shipped_models import shipped_models

RESULTS = Path(__file__).with_name("explanation_study.json")
BEGIN, END = "<!-- made by tools/studies/explanation_table.py -->", "<!-- end of what it made -->"


def read_results() -> dict:
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def with_tables(page: str, results: dict) -> str:
    """`page` with the tables between the two marks; the words around them are left alone."""
    return put_between(page, BEGIN, END, tables(results))


def tables(results: dict) -> str:
    """Markdown: what chance would reach, then a table for each model in weights/."""
    slices = results["slices"]
    parts = [chance_table(slices)]
    for name, card in shipped_models().items():
        model = results["models"].get(name)
        if model is None or model["weights_sha256"] != card.sha256:
            parts.append(f"### {name}\n\nNot measured with these weights.")
            continue
        parts.append(f"### {name}\n\n{model_words(model)}\n\n{model_table(model)}")
        parts += reasons(model["unavailable"])
    return "\n\n".join(parts)


def reasons(unavailable: dict[str, str]) -> list[str]:
    """Each reason once, however many methods it holds for."""
    return sorted(
        {
            "Can't be done: " + reason.replace(METHODS[name].title, "the method")
            for name, reason in unavailable.items()
        }
    )


def chance_table(slices: dict) -> str:
    rows = ["| | slices | lesion / liver | lesion / body |", "|---|---|---|---|"]
    for part, title in (("phantom", "Phantom"), ("real", "Real")):
        mine = [
            facts
            for name, facts in slices.items()
            if (name[:7] == "phantom") == (part == "phantom")
        ]
        shares = (
            spread([facts[key] for facts in mine])
            for key in ("lesion_share_of_liver", "lesion_share_of_body")
        )
        rows.append(f"| {title} | {len(mine)} | {' | '.join(shares)} |")
    return "\n".join(rows)


def model_words(model: dict) -> str:
    return f"Backbone `{model['backbone']}`, weights SHA-256 `{model['weights_sha256'][:16]}…`"


def model_table(model: dict) -> str:
    rows = [
        "| Method | Heat in the lesion, phantom | Heat in the lesion, real | "
        "Random weights: mean of the stages | all weights random |",
        "|---|---|---|---|---|",
    ]
    for name, method in METHODS.items():
        if name in model["unavailable"]:
            rows.append(f"| {method.title} | can't be done | | | |")
            continue
        energy = model.get("energy", {}).get(name, {})
        random = [r for r in model.get("randomised", {}).get(name, {}).values() if r]
        means = [float(np.mean(list(r.values()))) for r in random if len(r) > 1]
        last = [list(r.values())[-1] for r in random]
        cells = (
            with_heat([v for k, v in energy.items() if k.startswith("phantom")]),
            with_heat([v for k, v in energy.items() if not k.startswith("phantom")]),
            spread(means, share=False),
            spread(last, share=False),
        )
        rows.append(f"| {method.title} | {' | '.join(cells)} |")
    return "\n".join(rows)


def with_heat(values: list[float | None]) -> str:
    """`spread` of the slices that have heat, and how many have none."""
    hot = [value for value in values if value is not None]
    cold = len(values) - len(hot)
    return spread(hot) + (f"; {cold} without heat" if cold else "")


def spread(values: list[float], share: bool = True) -> str:
    """Mean (lowest to highest), n; shares in percent."""
    if not values:
        return "not measured"
    mean, low, high = float(np.mean(values)), min(values), max(values)
    shown = percent if share else "{:.2f}".format
    words = f"{shown(mean)} ({shown(low)} to {shown(high)})"
    return f"{words}, n {len(values)}"


def percent(share: float) -> str:
    """Small ones with a decimal."""
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"
