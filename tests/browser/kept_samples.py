"""Samples in a server's worklist, as an analysis leaves them there: where their images lie, and
the outlines that come with the program. `samples` is the folder of the fixture of that name."""

from __future__ import annotations

from pathlib import Path

from core.cautions import Reach
from core.dicom import discover, read_series
from core.models.registry import DEFAULT_MODEL
from core.pipeline import Analysis
from core.risk import PatientSettings
from core.worklist import Kept, Store
from core.worklist.outlines import pack, unpack
from core.worklist.record_of import record_of
from core.worklist.tables import FACT, METADATA
from dashboard.services.sample_results import kept
from tools.server import Server
from tools.studies.shipped_models import shipped_models


def analysis_of(samples: Path, sample: str) -> Analysis:
    """What the default model says of it."""
    (candidate,) = discover([samples / sample]).candidates
    card = shipped_models()[DEFAULT_MODEL]
    data = kept.read(kept.analysis_file(sample, card.name), card)
    settings, reach = PatientSettings.from_card(card.card), Reach.from_card(card.card)
    return unpack(data, read_series(candidate), settings, reach)


def keep(server: Server, analysis: Analysis, folder: Path) -> None:
    """In the worklist, with the images in `folder`."""
    store = Store.open(server.store)
    place = Kept.of_paths(store.key, [folder]).place
    store.save(record_of(analysis, store.key), Kept(place, pack(analysis)))
    store.close()


def keep_sample(server: Server, samples: Path, sample: str) -> None:
    keep(server, analysis_of(samples, sample), samples / sample)


def empty(server: Server) -> None:
    """The worklist as on the first day; its key stays."""
    store = Store.open(server.store)
    with store._database.writing() as connection:
        for table in reversed(METADATA.sorted_tables):
            if table is not FACT:
                connection.execute(table.delete())
    store.close()
