"""The sum of diameters in the manner of RECIST 1.1, and what it is not."""

from __future__ import annotations

import html

from core.follow_up import TITLE, FollowUp, Scan, TargetSum
from core.vocabulary import forms
from core.vocabulary.patient import headline_with_reasons


def table(result: FollowUp) -> str:
    """One row per scan, as HTML."""
    sums = result.sums
    if sums.missing:
        return f'<div class="ll-words">{html.escape(sums.missing)}</div>'
    rows = "".join(
        f"<tr><td>{html.escape(str(scan.study_date or f'scan {index + 1}'))}</td>"
        f"{_left_out(scan) if one is None else _cells(one)}</tr>"
        for index, (scan, one) in enumerate(zip(result.scans, sums.sums, strict=True))
    )
    return (
        '<table class="ll-table ll-sums"><tr><th>Scan</th><th>Sum, mm</th>'
        "<th>From the first, %</th><th>From the smallest, %</th><th>From the smallest, mm</th>"
        "<th>New lesions</th><th>By RECIST's rules</th></tr>"
        f"{rows}</table>"
    )


def _cells(one: TargetSum) -> str:
    return (
        f"<td>{forms.LENGTH.text(one.sum_mm)}</td><td>{signed(one.from_baseline_percent)}</td>"
        f"<td>{signed(one.from_nadir_percent)}</td>"
        f"<td>{signed(one.from_nadir_mm)}</td>"
        f"<td>{_new(one.new_lesions, one.equivocal_lesions)}</td>"
        f"<td><b>{html.escape(one.word)}</b> {html.escape(one.reason)}</td>"
    )


def _left_out(scan: Scan) -> str:
    """Cells of a scan that is not assessable."""
    return f"{'<td>–</td>' * 5}<td>{html.escape(headline_with_reasons(scan))}</td>"


def title(result: FollowUp) -> str:
    targets = " and ".join(map(str, result.sums.targets))
    return f"{TITLE}" + (f" · targets {targets}" if targets else "")


def signed(value: float | None, unit: str = "") -> str:
    """ "+12.0 %", "−30.0"; a dash for None."""
    return forms.ABSENT if value is None else f"{forms.signed(value, 1)}{unit}"


def _new(counted: tuple[int, ...], equivocal: tuple[int, ...]) -> str:
    parts = [", ".join(map(str, counted))] if counted else []
    if equivocal:
        parts.append(f"{', '.join(map(str, equivocal))} (too small to count)")
    return "; ".join(parts) or "–"
