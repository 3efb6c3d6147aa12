"""Memory: the peak of reading and analysing, and what is left when series were closed again."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from core.comparison.memory import PeakMemory
from core.dicom import load_series
from core.models import load_model
from core.phantom import make_phantom
from core.pipeline import Analysis, analyze
from dashboard.state.memory_limit import VARIABLE, memory_limit
from tools.benchmarks.row import Finding, Row, Skipped
from tools.benchmarks.series import base_folder
from tools.server import Server
from tools.server_memory.closing import WAYS, Way, close_again_and_again
from tools.server_memory.large_series import packed_series
from tools.server_memory.uploads import limited, upload_at_once

MODEL = "liver_detection_final"
VOLUMES = 3.0
SERIES = 10
#: How far the last may lie above the first.
GROWTH = 0.10
CLOSED_MEGABYTES = 100.0
UPLOADS = 5
UPLOAD_MEGABYTES = 500.0
#: Room for two or three of them.
UPLOAD_LIMIT = "3.5 GB"
HEALTH_SECONDS = 1.0
NO_PEAK = "resident memory is read from /proc, which only Linux has"


def _peak() -> Finding:
    """In a process of its own: the peak of an earlier row would hide this one's."""
    _needs_linux()
    folder = base_folder()
    # What is imported and compiled at the first use belongs to no series.
    small = make_phantom("normal", n_slices=4, size=64).series
    analyze(small, load_model("mobilenetv2_100"))
    with PeakMemory() as model_memory:
        model = load_model(MODEL)
        analyze(small, model)
    held: list[Analysis] = []
    with PeakMemory() as memory:
        held.append(analyze(load_series([folder]), model))
    volume, rise, weights = held[0].series.volume.nbytes, memory.rise_bytes, model_memory.rise_bytes
    if rise is None or weights is None:
        raise Skipped(NO_PEAK)
    times = rise / volume
    return Finding(
        measured=f"{rise / 1e6:.0f} MB above the loaded model at the peak: {times:.2f} times the "
        f"volume of {volume / 1e6:.0f} MB; the model took {weights / 1e6:.0f} MB",
        met=times <= VOLUMES,
        floor="1 volume: the CT in int16, which is there at the end; of the three answers of one "
        "byte a voxel (mask, lesion probability and its malignant part) only the pages that hold "
        "something take memory",
        figures={"rise_mb": rise / 1e6, "volumes": times, "model_mb": weights / 1e6},
    )


def _closed(way: Way) -> Finding:
    """Ten series of 100 MB, each on every page and then closed."""
    _needs_linux()
    packed = packed_series(CLOSED_MEGABYTES)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        found = close_again_and_again(server, way, SERIES, packed)
    first, last = found.readings_mb[0], found.readings_mb[-1]
    return Finding(
        measured=f"{first:.0f} MB after the first was closed, {last:.0f} MB after the tenth "
        f"({found.growth:+.1%}); {found.peak_mb:.0f} MB at the peak",
        met=found.growth <= GROWTH,
        floor="0 %",
        figures={
            "first_mb": first,
            "last_mb": last,
            "growth": found.growth,
            "peak_mb": found.peak_mb,
        },
        note=f"Resident memory of the server; each series of {found.megabytes:.0f} MB was "
        f"uploaded, analysed, shown on every page and closed {WAYS[way]}."
        + ("" if way == "cross" else " Those after the first are let go together."),
    )


def _uploads(limit: str) -> Finding:
    """Five of 500 MB in the same moment."""
    _needs_linux()
    packed = packed_series(UPLOAD_MEGABYTES)
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), environment=lambda _port: limited(limit)) as server,
    ):
        found = upload_at_once(server, UPLOADS, packed, limit or "default")
    refused = [said for said in found.outcomes if said != "opened"]
    most = (memory_limit(limited(limit)) or 0) / 1e6 if limit else float("inf")
    return Finding(
        measured=f"{found.opened} opened, {len(refused)} refused in a sentence, {found.waited} "
        f"waited; {found.peak_mb:.0f} MB at the peak, {found.after_mb:.0f} MB when all had left; "
        f"the health route answered within {found.health_longest_s:.2f} s "
        f"({found.health_asked} times)",
        met=found.health_failed == 0
        and found.health_longest_s <= HEALTH_SECONDS
        and found.peak_mb <= most
        and (bool(limit) or found.opened == UPLOADS),
        figures={
            "opened": found.opened,
            "waited": found.waited,
            "peak_mb": found.peak_mb,
            "after_mb": found.after_mb,
            "health_longest_s": found.health_longest_s,
        },
        note="Refused: " + refused[0] if refused else "",
    )


def _needs_linux() -> None:
    if sys.platform != "linux":
        raise Skipped(NO_PEAK)


ROWS = [
    Row(
        name="memory-peak",
        section="Memory",
        what="reading and analysing 100 slices, at the peak",
        against="the size of the volume",
        target="under 3 times the volume, and the model",
        run=_peak,
    ),
    *(
        Row(
            name=f"memory-closed-{way}",
            section="Memory",
            what=f"the server after ten series of 100 MB were on every page and closed {words}",
            against="after the first",
            target="within 10 %",
            run=partial(_closed, way),
        )
        for way, words in WAYS.items()
    ),
    *(
        Row(
            name=name,
            section="Memory",
            what="five uploads of 500 MB in the same moment" + words,
            against="",
            target=target,
            run=partial(_uploads, limit),
        )
        for name, words, limit, target in (
            ("memory-uploads", "", "", "all opened, the health route within 1 s"),
            (
                "memory-uploads-limit",
                f", {VARIABLE} {UPLOAD_LIMIT}",
                UPLOAD_LIMIT,
                f"never more than {UPLOAD_LIMIT}, refusals in a sentence, the health route within "
                "1 s",
            ),
        )
    ),
]
