"""The tables of the Compare page as plain rows: title -> text."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

from core.comparison import Comparison, ModelRun, PairAgreement, ReferenceScore
from core.models import ModelCard
from core.pipeline import Analysis
from core.vocabulary.lesion import VOLUME
from core.vocabulary.patient import headline_with_reasons, outside_text
from dashboard.components.cautions import verdict_colour
from dashboard.components.charts.palette import Look
from dashboard.screens.compare import card_figures, sentences, words

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
    **card_figures.MEANINGS,
}


def said_row(analysis: Analysis | None) -> dict[str, str]:
    """What one model says of the patient, marked where it counts nowhere; dashes before it was
    asked."""
    if analysis is None:
        return dict.fromkeys(("Patient", "p(malignant)", "Lesions"), words.NONE)
    volume = sum(lesion.volume_ml for lesion in analysis.lesions)
    count = len(analysis.lesions)
    lesions = f"{count} · {VOLUME.form.text(volume)} {VOLUME.unit}" if count else "none"
    return {
        "Patient": headline_with_reasons(analysis.patient),
        "p(malignant)": words.share(analysis.patient.p_malignant),
        "Lesions": "\n".join(filter(None, [lesions, outside_text(analysis.patient)])),
    }


def cost_row(run: ModelRun, *, is_stored: bool = False) -> dict[str, str]:
    """What that cost; a stored result took its time on another computer."""
    return {
        "ms/slice": words.milliseconds(None if is_stored else run.ms_per_slice_median),
        "p95": words.milliseconds(None if is_stored else run.ms_per_slice_p95),
        "Series s": words.NONE if is_stored else f"{run.seconds:.1f}",
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


def runs_table(
    comparison: Comparison,
    looks: Mapping[str, Look],
    cards: Mapping[str, ModelCard],
    stored: Collection[str] = (),
) -> str:
    """HTML: one row per model: what it says of this scan, its category in its colour; what its
    card measured on test subjects; what it costs.

    Args:
        stored: names of the models whose results came with the program.
    """
    shown = [cards[run.name] for run in comparison.runs]
    parts = [
        (
            said_row(run.analysis),
            card_figures.row(card),
            cost_row(run, is_stored=run.name in stored),
        )
        for run, card in zip(comparison.runs, shown, strict=True)
    ]
    headings = (
        sentences.on_this_scan(),
        card_figures.heading(shown),
        sentences.what_it_costs(),
    )
    return _models_table(shown, looks, parts, headings, [run.analysis for run in comparison.runs])


def waiting_table(
    cards: Sequence[ModelCard], looks: Mapping[str, Look], analyses: Sequence[Analysis | None]
) -> str:
    """HTML: the same without what it costs, before two models have analysed the scan."""
    parts = [
        (said_row(analysis), card_figures.row(card))
        for card, analysis in zip(cards, analyses, strict=True)
    ]
    headings = (sentences.on_this_scan(), card_figures.heading(cards))
    return _models_table(cards, looks, parts, headings, analyses)


def _models_table(
    cards: Sequence[ModelCard],
    looks: Mapping[str, Look],
    parts: Sequence[Sequence[Mapping[str, str]]],
    headings: Sequence[str],
    analyses: Sequence[Analysis | None],
) -> str:
    """One row per model; its parts, each under a heading, begin with what it says of the scan."""
    return table(
        "Model",
        [
            (model_cell(card.name, looks), {k: v for part in of_one for k, v in part.items()})
            for card, of_one in zip(cards, parts, strict=True)
        ],
        [{} if one is None else {"Patient": verdict_colour(one)} for one in analyses],
        groups=[(text, len(part)) for text, part in zip(headings, parts[0], strict=True)],
    )


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
    groups: Sequence[tuple[str, int]] = (),
) -> str:
    """HTML: the first cell of each row is HTML, the others text; titles explain themselves. What
    follows the first line of a text stands small under it.

    Args:
        colours: for each row, title -> CSS colour of that cell.
        groups: headings over the titles, each with the number of columns that it spans, in order.
    """
    if not rows:
        return ""
    titles = list(rows[0][1])
    counts = [count for _, count in groups]
    edges = {titles[at] for at in accumulate(counts[:-1], initial=0)} if groups else set()
    heads = "".join(
        f'<th{_edge(title in edges)} title="{html.escape(MEANINGS.get(title, ""))}">'
        f"{html.escape(title)}</th>"
        for title in titles
    )
    over = "".join(
        f'<th{_edge(True)} colspan="{count}" scope="colgroup">{html.escape(text)}</th>'
        for text, count in groups
    )
    body = []
    for index, (first, cells) in enumerate(rows):
        tints = colours[index] if colours else {}
        columns = "".join(
            f"<td{_edge(title in edges)}{_tint(tints.get(title))}>{_lines(cells[title])}</td>"
            for title in titles
        )
        body.append(f"<tr><td>{first}</td>{columns}</tr>")
    top = f'<tr class="ll-groups"><td></td>{over}</tr>' if groups else ""
    return (
        f'<div class="ll-scroll"><table class="ll-compared"><thead>{top}'
        f"<tr><th>{html.escape(head)}</th>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _edge(is_first_of_group: bool) -> str:
    return ' class="ll-edge"' if is_first_of_group else ""


def _tint(colour: str | None) -> str:
    return f' style="color:{colour}"' if colour else ""


def _lines(text: str) -> str:
    first, *rest = map(html.escape, text.split("\n"))
    return first + "".join(f"<small>{line}</small>" for line in rest)
