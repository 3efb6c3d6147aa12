"""How the cost grows: with slices, with the size of their matrix, with people on one server."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from core.comparison.memory import PeakMemory
from core.models import load_model
from core.pipeline import analyze
from tools.benchmarks.ratio import Spread, seconds_of
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import in_memory
from tools.load.crowd import crowd
from tools.server import Server

MODEL = "mobilenetv2_100"
SLICES = (25, 50, 100, 200, 300)
SIZES = (256, 512, 768, 1024)
SIZES_SLICES = 50
USERS = (1, 2, 4, 8, 16)
ROUNDS = 3


def _analyses(key: str, counts: tuple[int, ...]) -> Finding:
    """Seconds and peak of an analysis for each count of slices, or each matrix size."""
    model = load_model(MODEL)
    analyze(in_memory(16), model)
    seconds: dict[int, float] = {}
    peaks: dict[int, float] = {}
    for count in counts:
        series = in_memory(count) if key == "slices" else in_memory(SIZES_SLICES, count)
        with PeakMemory() as memory:
            analyze(series, model)
        seconds[count] = Spread.of(
            [seconds_of(partial(analyze, series, model)) for _ in range(ROUNDS)]
        ).median
        peaks[count] = (memory.rise_bytes or 0) / 1e6
    return Finding(
        measured="; ".join(
            f"{count}: {seconds[count]:.2f} s, {peaks[count]:.0f} MB" for count in counts
        ),
        met=None,
        figures={
            **{f"seconds_{count}": value for count, value in seconds.items()},
            **{f"peak_mb_{count}": value for count, value in peaks.items()},
        },
        note=f"{MODEL}, warm; memory above the CT itself."
        + ("" if key == "slices" else f" {SIZES_SLICES} slices of each size."),
    )


def _slices() -> Finding:
    return _analyses("slices", SLICES)


def _sizes() -> Finding:
    return _analyses("matrix", SIZES)


def _users() -> Finding:
    figures: dict[str, float] = {}
    words: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        for count in USERS:
            found = crowd(server, count, minutes=0.0, thinks=False, after_seconds=0.0)
            if found["errors"] or found["cross_talk"]:
                raise ValueError(f"{count} people: {found['errors'] + found['cross_talk']}")
            actions, analyses = found["all_actions"], found["analyses"]
            figures |= {
                f"action_median_{count}": actions["median"],
                f"action_p95_{count}": actions["p95"],
                f"analysis_median_{count}": analyses["median"],
                f"peak_mb_{count}": found["memory"]["peak_mb"],
            }
            words.append(
                f"{count}: {actions['median']:.2f} s a page action (95 % within "
                f"{actions['p95']:.2f} s), {analyses['median']:.1f} s to an analysis"
            )
    return Finding(
        measured="; ".join(words),
        met=None,
        figures=figures,
        note="Clients without pause, each with a series of its own of 12 slices or more of "
        "128 x 128; they share the processor with the server.",
    )


ROWS = [
    Row("growth-slices", "Growth", "an analysis of 25 to 300 slices of 512 x 512", "", "", _slices),
    Row("growth-matrix", "Growth", "an analysis of slices of 256² to 1024²", "", "", _sizes),
    Row("growth-users", "Growth", "1 to 16 people at once on one server", "", "", _users),
]
