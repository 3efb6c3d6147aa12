"""Memory: the peak of reading and analysing, and what is left when series were closed again."""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from pathlib import Path

from core.comparison.memory import PeakMemory
from core.dicom import load_series
from core.models import load_model
from core.phantom import make_phantom
from core.pipeline import Analysis, analyze
from tools.benchmarks.row import Finding, Row, Skipped
from tools.benchmarks.series import base_folder
from tools.load.client import Client
from tools.server import Server

MODEL = "liver_detection_final"
VOLUMES = 3.0
SERIES = 10
#: How far the last may lie above the first.
GROWTH = 0.10


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


def _opened_and_closed() -> Finding:
    _needs_linux()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for path in sorted(base_folder().glob("*.dcm")):
            bundle.write(path, path.name)
    readings = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder)) as server,
        Client(server.url) as page,
    ):
        page.open_page()
        for _ in range(SERIES):
            page.upload("Drop DICOM", "series.zip", packed.getvalue())
            page.press("Run analysis")
            page.wait_until(lambda: page.has_button("Analysed"))
            page.fetch(page.viewer()["volume"]).raise_for_status()
            page.press("Close")
            page.wait_until(lambda: not page.has_viewer())
            readings.append(server.resident_bytes() / 1e6)
    growth = readings[-1] / readings[0] - 1
    return Finding(
        measured=f"{readings[0]:.0f} MB after the first was closed, {readings[-1]:.0f} MB after "
        f"the tenth ({growth:+.1%}); between them {min(readings):.0f} to {max(readings):.0f} MB",
        met=growth <= GROWTH,
        floor="0 %",
        figures={"first_mb": readings[0], "last_mb": readings[-1], "growth": growth},
        note="Resident memory of the server; each series of 100 slices was uploaded, analysed, "
        "fetched by the viewer and closed.",
    )


def _needs_linux() -> None:
    if sys.platform != "linux":
        raise Skipped("resident memory is read from /proc, which only Linux has")


ROWS = [
    Row(
        name="memory-peak",
        section="Memory",
        what="reading and analysing 100 slices, at the peak",
        against="the size of the volume",
        target="under 3 times the volume, and the model",
        run=_peak,
    ),
    Row(
        name="memory-ten-series",
        section="Memory",
        what="the server after ten series were opened, analysed and closed",
        against="after the first",
        target="within 10 %",
        run=_opened_and_closed,
    ),
]
