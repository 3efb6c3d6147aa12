"""A worklist with as many made-up records as wanted: no patient, no image."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import sqlalchemy as sa

from core.cautions import CODES, Caution
from core.labels import SLICE_CLASSES
from core.worklist import Record, Store
from core.worklist.filters import CATEGORY_ORDER
from core.worklist.rows import caution_values, values_of
from core.worklist.tables import CAUTION, RECORD

MODELS = ("first", "second", "third")
FIRST_DAY = date(2020, 1, 1)
FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
#: Lesions of a record at most.
MOST_LESIONS = 6


def fill(store: Store, count: int, start: int = 0) -> None:
    """Bring a store that holds the first `start` of the records, and no other, to `count` of them.

    In one go: saved one by one, they would take minutes.
    """
    records = list(enumerate(made_up(count), 1))[start:]
    cautions = [row for number, one in records for row in caution_values(one, number)]
    with store._database.writing() as connection:
        connection.execute(
            sa.insert(RECORD), [{"id": number, **values_of(one)} for number, one in records]
        )
        connection.execute(sa.insert(CAUTION), cautions)


def made_up(count: int) -> Iterator[Record]:
    """The same ones each time: each series seen by three models, two studies for each patient."""
    random = Random(0)
    for number in range(count):
        series, model = divmod(number, len(MODELS))
        yield _record(random, number, series, MODELS[model])


def _record(random: Random, number: int, series: int, model: str) -> Record:
    weights = [random.expovariate(1.0) for _ in range(3)]
    normal, benign, malignant = scores = [one / sum(weights) for one in weights]
    ranges = {name: (score * 0.9, score) for name, score in zip(SLICE_CLASSES, scores, strict=True)}
    (category,) = random.choices(CATEGORY_ORDER, weights=(30, 5, 15, 20, 30))
    lesions = tuple(_lesion(random, one + 1) for one in range(random.randint(0, MOST_LESIONS)))
    lesion_ml = sum(lesion["volume_ml"] for lesion in lesions)
    codes = random.sample(list(CODES), k=random.randint(0, 2))
    return Record(
        pseudonym=_hash(f"patient {series // 2}")[:16],
        study_date=FIRST_DAY + timedelta(days=series * 7 % 2000),
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
        interval=ranges if random.random() < 0.5 else None,
        rule="max",
        method="the highest slice",
        needs_review=random.random() < 0.3,
        review_reason="",
        reasons=("non_contrast",) if category == "not_assessable" else (),
        cautions=tuple(Caution(code, f"A sentence on {code}.") for code in codes),
        lesions=lesions,
        seconds={"total": 2.5},
        version="0.1.0",
        created_at=FIRST_MOMENT + timedelta(minutes=number),
    )


def _lesion(random: Random, number: int) -> dict:
    diameter = random.uniform(5.0, 60.0)
    return {
        "id": number,
        "label": random.choice(["benign", "malignant"]),
        "volume_ml": diameter**3 * 0.0005236,
        "diameter_mm": diameter,
        "mean_hu": random.gauss(60.0, 20.0),
        "slice_first": 10,
        "slice_last": 20,
        "centroid_mm": [random.uniform(-100, 100) for _ in range(3)],
    }


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
