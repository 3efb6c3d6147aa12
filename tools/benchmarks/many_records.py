"""A worklist with as many made-up records as wanted: no patient, no image."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np

from core.cautions import CODES, Caution
from core.worklist import Record, Store
from core.worklist.filters import CATEGORY_ORDER
from core.worklist.rows import write_record

MODELS = ("first", "second", "third")
FIRST_DAY = date(2020, 1, 1)
FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
#: Lesions of a record at most.
MOST_LESIONS = 6


def fill(store: Store, count: int) -> None:
    """Put `count` records into an empty store, in one transaction: a commit for each would take
    minutes."""
    with store._database.writing() as connection:
        for record in made_up(count):
            write_record(connection, record)


def made_up(count: int) -> Iterator[Record]:
    """The same ones each time: each series seen by three models, two studies for each patient."""
    random = np.random.default_rng(0)
    for number in range(count):
        series, model = divmod(number, len(MODELS))
        yield _record(random, number, series, MODELS[model])


def _record(random: np.random.Generator, number: int, series: int, model: str) -> Record:
    normal, benign, malignant = (float(p) for p in random.dirichlet((1.0, 0.7, 0.9)))
    category = str(random.choice(CATEGORY_ORDER, p=(0.3, 0.05, 0.15, 0.2, 0.3)))
    n_lesions = int(random.integers(0, MOST_LESIONS + 1))
    lesions = tuple(_lesion(random, one + 1) for one in range(n_lesions))
    lesion_ml = sum(lesion["volume_ml"] for lesion in lesions)
    codes = random.choice(list(CODES), size=int(random.integers(0, 3)), replace=False)
    return Record(
        pseudonym=_hash(f"patient {series // 2}")[:16],
        study_date=FIRST_DAY + timedelta(days=int(random.integers(0, 2000))),
        series_digest=_hash(f"series {series}"),
        n_slices=100,
        model_name=model,
        backbone="none",
        weights_sha256=_hash(model),
        category=category,
        p_normal=normal,
        p_benign=benign,
        p_malignant=malignant,
        liver_ml=1500.0,
        lesion_ml=lesion_ml,
        burden_percent=lesion_ml / 15.0,
        interval={"malignant": (malignant * 0.9, malignant)} if random.random() < 0.5 else None,
        rule="max",
        method="the highest slice",
        needs_review=bool(random.random() < 0.3),
        review_reason="",
        reasons=("non_contrast",) if category == "not_assessable" else (),
        cautions=tuple(Caution(str(code), f"A sentence on {code}.") for code in codes),
        lesions=lesions,
        seconds={"total": 2.5},
        version="0.1.0",
        created_at=FIRST_MOMENT + timedelta(minutes=number),
    )


def _lesion(random: np.random.Generator, number: int) -> dict:
    diameter = float(random.uniform(5.0, 60.0))
    return {
        "id": number,
        "label": str(random.choice(["benign", "malignant"])),
        "volume_ml": diameter**3 * 0.0005236,
        "diameter_mm": diameter,
        "mean_hu": float(random.normal(60.0, 20.0)),
        "slice_first": 10,
        "slice_last": 20,
        "centroid_mm": [float(value) for value in random.uniform(-100, 100, 3)],
    }


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
