"""The tables of docs/aggregation.md, from the cards and from what aggregation_study.py measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from core.labels import SLICE_CLASSES
from core.models.registry import ModelCard
from core.risk import RULES, PatientSettings, RuleCalibration, all_rules
from core.training.rule_choice import compare_rules
from core.training.subject_scores import SubjectScores
from tools.studies.marked import put_between
from tools.studies.shipped_models import shipped_models

RESULTS = Path(__file__).with_name("aggregation_study.json")
BEGIN, END = "<!-- made by tools/studies/aggregation_study.py -->", "<!-- end of what it made -->"
NOT_MEASURED = "not measured"


def with_tables(page: str, summaries: dict[str, dict]) -> str:
    """`page` with the tables between the two marks; the words around them are left alone."""
    return put_between(page, BEGIN, END, tables(summaries))


def read_results() -> dict:
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def summaries_of(results: dict) -> dict[str, dict]:
    """`summary` of each model in weights/; what was measured with other weights does not count."""
    found = {}
    for name, one in shipped_models().items():
        measured = results["models"].get(name, {})
        current = measured.get("weights_sha256") == one.sha256
        found[name] = summary(one, measured if current else {})
    return found


def summary(card: ModelCard, measured: dict) -> dict:
    """The card's section (None without), its rule, the test subjects' table (None where they were
    not measured), and what each rule says of the samples (empty where it was not measured)."""
    settings = PatientSettings.from_card(card.card)
    said = {}
    for case, one in measured.get("samples", {}).items():
        by_rule = all_rules(
            np.array(one["probabilities"]),
            np.array(one["liver_area_mm2"]),
            settings=settings,
            lesion_share=tuple(one["lesion_share"]),
        )
        said[case] = {
            rule: {"category": risk.category, "p_malignant": risk.p_malignant}
            for rule, risk in by_rule.items()
        }
    section, test = card.card.get("patient"), measured.get("test")
    curves = {rule: settings.calibration.get(rule, RuleCalibration()) for rule in RULES}
    return {
        "section": section if section and section["weights_sha256"] == card.sha256 else None,
        "rule": settings.rule,
        "test": test and compare_rules(from_plain(test), curves),
        "samples": said,
    }


def from_plain(content: dict) -> SubjectScores:
    return SubjectScores(
        subject=np.array(content["subject"]),
        truth=np.array(content["truth"]),
        n_slices=np.array(content["n_slices"]),
        raw=_by_rule(content["raw"]),
        series=_by_rule(content["series"]),
        finer=_by_rule(content["finer"]),
        without_liver=content["without_liver"],
    )


def _by_rule(scores: dict[str, list]) -> dict[str, np.ndarray]:
    return {rule: np.array(v) for rule, v in scores.items()}


def tables(summaries: dict[str, dict]) -> str:
    """Markdown: the samples first, then the rules of each model."""
    return "\n\n".join(
        ["### The three samples", samples_table(summaries)]
        + [model_part(name, one) for name, one in summaries.items()]
    )


def samples_table(summaries: dict[str, dict]) -> str:
    """One row per model: category and p(malignant) of each sample by the card's rule; a wrong one
    in bold."""
    rows = [
        "| model | rule | normal | benign | malignant | rules that get all three right |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in summaries.items():
        if not one["samples"]:
            rows.append(f"| {name}{f' | {NOT_MEASURED}' * 5} |")
            continue
        rule, said = one["rule"], one["samples"]
        cells = [_cell(said[case][rule], case) for case in SLICE_CLASSES]
        right = [
            other
            for other in said["normal"]
            if all(by_rule[other]["category"] == case for case, by_rule in said.items())
        ]
        words = ", ".join(right) or "none"
        rows.append(f"| {name} | {rule} | {' | '.join(cells)} | {words} |")
    return "\n".join(rows)


def _cell(said: dict, case: str) -> str:
    words = f"{said['category']} {said['p_malignant']:.2f}"
    return words if said["category"] == case else f"**{words}**"


def model_part(name: str, one: dict) -> str:
    return "\n\n".join([f"### {name}", *_validation(one["section"]), *_test(one["test"])])


def _validation(section: dict | None) -> list[str]:
    if section is None:
        return [f"Validation subjects: {NOT_MEASURED}; the default rule, not calibrated."]
    kinds = ", ".join(f"{n} {kind}" for kind, n in section["subjects_by_class"].items())
    return [
        f"Validation: {section['n_subjects']} subjects ({kinds}), {section['n_slices']} slices. "
        f"Chosen: `{section['rule']}`. {section['reason']}",
        rules_table(section["table"]),
    ]


def _test(table: list[dict] | None) -> list[str]:
    if table is None:
        return [f"Test subjects: {NOT_MEASURED}."]
    return [
        f"The same on the {table[0]['n']} test subjects ({table[0]['n_malignant']} malignant), "
        "which chose nothing, with the curves of the card:",
        rules_table(table),
    ]


def rules_table(table: list[dict]) -> str:
    rows = [
        "| rule | n | AUC malignant (95 %) | AUC, slices alone | AUC any lesion | Brier raw "
        "| calibrated | ECE raw | calibrated | drift |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in table:
        ci = row["auc_malignant_ci95"]
        bounds = f" ({ci[0]:.2f}–{ci[1]:.2f})" if ci else ""
        cells = [
            row["rule"],
            str(row["n"]),
            f"{_two(row['auc_malignant'])}{bounds}",
            _two(row["auc_malignant_alone"]),
            _two(row["auc_lesion"]),
            *(f"{row[key]:.3f}" for key in ("brier_raw", "brier", "ece_raw", "ece", "drift")),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
