"""Subscribes the services to the events of the state."""

from __future__ import annotations

from dashboard.services import (
    audit,
    readers_outlines,
    reading,
    reopening,
    speeds,
    tour,
    worklist,
)
from dashboard.state import events


def subscribe() -> None:
    """Call it when the app starts; a second time does nothing."""
    events.series_opened.subscribe(audit.on_series_opened)
    # Before anything that a model says of the series is brought back.
    events.series_opened.subscribe(reading.on_series_opened)
    events.series_opened.subscribe(readers_outlines.on_series_opened)
    events.series_opened.subscribe(reopening.on_series_opened)
    events.refused.subscribe(audit.on_refused)
    events.analysis_finished.subscribe(speeds.on_analysis_finished)
    events.series_opened.subscribe(tour.on_series_opened)
    events.analysis_finished.subscribe(audit.on_analysis_finished)
    events.analysis_finished.subscribe(worklist.on_analysis_finished)
    events.measurements_changed.subscribe(worklist.on_measurements_changed)
