"""Records whose outlines a reader corrected; in SQLite and PostgreSQL."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from core.annotation import Annotation
from core.correction import corrected
from core.pipeline import analyze
from core.worklist import record_of, records_csv, records_json
from core.worklist.corrections import as_corrected
from core.worklist.outlines import pack, unpack
from tests.core.correction.made import erased_on
from tests.core.known_network import (
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)

ADA, BEN = "user-00000000000000ad", "user-00000000000000be"


@pytest.fixture(autouse=True)
def livers():
    with small_livers():
        yield


@pytest.fixture(scope="module")
def analysis():
    """A lesion of 10 x 8 x 2 voxels of 5 x 1.5 x 1.5 mm."""
    volume = block_volume(5)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    with small_livers():
        return analyze(hu_series(volume), known_model())


def test_a_record_follows_the_reader_and_keeps_the_models_own(store, analysis):
    own = store.save(record_of(analysis, store.key))
    assert (own.is_corrected, own.own) == (False, None)
    better = corrected(analysis, erased_on(analysis, 3))
    saved = store.save(record_of(better, store.key))
    assert saved.id == own.id
    found = store.get(own.id)
    assert found.is_corrected
    assert found.lesion_ml == pytest.approx(0.9)
    assert found.own["lesion_volume_ml"] == pytest.approx(1.8)
    assert found.own["category"] == "malignant"
    # Taken back, it is the model's again.
    again = store.save(record_of(analysis, store.key))
    assert (again.id, again.is_corrected, again.lesion_ml) == (own.id, False, own.lesion_ml)


def test_the_files_of_the_worklist_say_so(store, analysis):
    better = corrected(analysis, erased_on(analysis, 3))
    record = store.save(record_of(better, store.key))
    (told,) = json.loads(records_json([record]))["records"]
    assert told["corrected_by_reader"] is True
    assert told["own"]["lesion_volume_ml"] == pytest.approx(1.8)
    head, row = records_csv([record]).splitlines()
    assert row.split(",")[head.split(",").index("corrected_by_reader")] == "true"


def test_a_new_analysis_takes_the_newest_outlines_of_no_study(store, analysis):
    digest = store.key.series_digest(analysis.series.uid)
    assert as_corrected(store, analysis) is analysis
    store.save_annotation(digest, ADA, erased_on(analysis, 2), base=0, study="liver-1")
    assert as_corrected(store, analysis) is analysis
    store.save_annotation(digest, ADA, erased_on(analysis, 2), base=0)
    store.save_annotation(digest, BEN, erased_on(analysis, 3), base=0)
    found = as_corrected(store, analysis)
    assert found.lesions[0].slice_first == found.lesions[0].slice_last == 2


def test_outlines_of_another_grid_change_nothing(store, analysis):
    digest = store.key.series_digest(analysis.series.uid)
    store.save_annotation(digest, ADA, Annotation(np.zeros((9, 64, 64), np.uint8)), base=0)
    assert as_corrected(store, analysis) is analysis


def test_nobody_is_asked_where_nobody_outlined_anything(store):
    unknown = SimpleNamespace(series=SimpleNamespace(uid="1.2.3"))
    assert as_corrected(store, unknown) is unknown


def test_kept_outlines_are_the_models_own(analysis):
    better = corrected(analysis, erased_on(analysis, 3))
    again = unpack(pack(better), analysis.series, analysis.patient_settings, analysis.reach)
    assert not again.is_corrected
    assert (again.mask == analysis.mask).all()
    assert again.lesions == analysis.lesions
