"""The tables of the Compare page as plain rows: title -> text."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from core.comparison import Comparison, ModelRun, PairAgreement, ReferenceScore
from core.vocabulary.lesion import VOLUME
from core.vocabulary.patient import headline_with_reasons
from dashboard.components.cautions import verdict_colour
from dashboard.components.charts.palette import Look
from dashboard.screens.compare import words

#: Title -> what it means, shown when the pointer rests on it.
MEANINGS = {
    "Patient": "The category that the rule of the patient's risk gives.",
    "p(malignant)": "Of the patient, by the rule and the calibration of the model's card.",
    "Lesions": "How many were outlined in 3-D, and their volume together.",
    "ms/slice": "Milliseconds of network a slice in this analysis: median over its batches.",
    "p95": "The 95th percentile of the same.",
    "Series s": "Wall seconds of the whole analysis: network, clean-up, measuring.",
    "M param.": "Millions of parameters.",
    "File MB": "Size of the weights file.",
    "Peak MB": "How far this process's memory rose during the analysis.",
    "Kappa": "Cohen's kappa of the likeliest class of each slice: 1 the same, 0 as chance.",
    "Spearman": "Rank correlation of p(malignant) over the slices.",
    "Dice liver": "Overlap of the outlined livers, 0 to 1.",
    "Dice lesion": "Overlap of the outlined lesions of either kind, 0 to 1.",
    "Heat": "Rank correlation of the Grad-CAM heatmaps inside the liver.",
    "Lesions found": "Lesions of the reference that the model found, by the rule below.",
    "False": "Lesions of the model that touch no lesion that was found.",
    "Surface mm": "Mean distance between the two liver surfaces.",
    "Surface p95": "95th percentile of those distances, mm.",
}


def run_row(run: ModelRun) -> dict[str, str]:
    """What one model says of the patient, and what that cost."""
    analysis = run.analysis
    volume = sum(lesion.volume_ml for lesion in analysis.lesions)
    count = len(analysis.lesions)
    return {
        "Patient": headline_with_reasons(analysis.patient),
        "p(malignant)": words.share(analysis.patient.p_malignant),
        "Lesions": f"{count} · {VOLUME.form.text(volume)} {VOLUME.unit}" if count else "none",
        "ms/slice": words.milliseconds(run.ms_per_slice_median),
        "p95": words.milliseconds(run.ms_per_slice_p95),
        "Series s": f"{run.seconds:.1f}",
        "M param.": words.millions(run.parameters),
        "File MB": words.megabytes(run.file_bytes),
        "Peak MB": words.megabytes(run.peak_memory_bytes),
    }


def pair_row(pair: PairAgreement, heat: str | None = None) -> dict[str, str]:
    """How far two models agree; `heat` stands in for a correlation that is still being computed."""
    return {
        "Kappa": words.share(pair.kappa),
        "Spearman": words.share(pair.spearman_malignant),
        "Dice liver": words.share(pair.dice_liver),
        "Dice lesion": words.share(pair.dice_lesion),
        "Heat": words.share(pair.heat_rank_correlation) if heat is None else heat,
    }


def reference_row(score: ReferenceScore) -> dict[str, str]:
    """One model against the reference mask."""
    lesions = score.lesions
    return {
        "Dice liver": words.share(score.liver_dice),
        "Dice lesion": words.share(score.lesion_dice),
        "Lesions found": f"{lesions.n_found} of {lesions.n_lesions}" if lesions else words.NONE,
        "False": str(lesions.n_false_positives) if lesions else words.NONE,
        "Surface mm": words.millimetres(score.liver_surface_mm),
        "Surface p95": words.millimetres(score.liver_surface_p95_mm),
    }


def runs_table(comparison: Comparison, looks: Mapping[str, Look]) -> str:
    """HTML: one row per model, its category in its colour."""
    colours = {run.name: verdict_colour(run.analysis) for run in comparison.runs}
    rows = [(model_cell(run.name, looks), run_row(run)) for run in comparison.runs]
    return table("Model", rows, [{"Patient": colours[run.name]} for run in comparison.runs])


def pairs_table(comparison: Comparison, looks: Mapping[str, Look], heat: str | None = None) -> str:
    """HTML: one row per pair of models."""
    rows = [
        (
            f"{model_cell(pair.a, looks)}{model_cell(pair.b, looks)}",
            pair_row(pair, heat),
        )
        for pair in comparison.agreement
    ]
    return table("Pair", rows)


def reference_table(scores: Sequence[ReferenceScore], looks: Mapping[str, Look]) -> str:
    """HTML: one row per model, against the reference."""
    return table("Model", [(model_cell(s.model, looks), reference_row(s)) for s in scores])


def model_cell(name: str, looks: Mapping[str, Look]) -> str:
    """HTML: the model's patch of colour and its name."""
    colour = looks[name].colour
    return f'<span class="ll-model"><i style="background:{colour}"></i>{html.escape(name)}</span>'


def table(
    head: str,
    rows: Sequence[tuple[str, Mapping[str, str]]],
    colours: Sequence[Mapping[str, str]] | None = None,
) -> str:
    """HTML: the first cell of each row is HTML, the others text; titles explain themselves.

    Args:
        colours: for each row, title -> CSS colour of that cell.
    """
    if not rows:
        return ""
    titles = list(rows[0][1])
    heads = "".join(
        f'<th title="{html.escape(MEANINGS.get(title, ""))}">{html.escape(title)}</th>'
        for title in titles
    )
    body = []
    for index, (first, cells) in enumerate(rows):
        tints = colours[index] if colours else {}
        columns = "".join(
            f'<td style="color:{tints[title]}">{html.escape(cells[title])}</td>'
            if tints.get(title)
            else f"<td>{html.escape(cells[title])}</td>"
            for title in titles
        )
        body.append(f"<tr><td>{first}</td>{columns}</tr>")
    return (
        f'<div class="ll-scroll"><table class="ll-compared"><thead>'
        f"<tr><th>{html.escape(head)}</th>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
