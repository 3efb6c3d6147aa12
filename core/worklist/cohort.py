"""One model's answers over all series, counted in the database: each series once, by its newest.

No query fetches a row for each record: counts come back grouped, and of the cloud only as many
points as a person can tell apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from core.errors import StoreError
from core.labels import NOT_ASSESSABLE
from core.worklist import sentences
from core.worklist.filters import Filter, conditions
from core.worklist.outside import Outside, read_outside
from core.worklist.rows import MOST_VALUES
from core.worklist.stored_values import MOST
from core.worklist.tables import RECORD

#: Bins of p(malignant).
N_BINS = 20
#: The cloud is drawn point by point up to so many; beyond that, by a grid of so many cells a side.
#: One or two series alone in a cell are points there too.
MOST_POINTS, N_CELLS = 1500, 30


@dataclass(frozen=True)
class Counts:
    """What was counted over the series that fit."""

    #: (category, bin of p(malignant)) -> how many; a bin's lower edge belongs to it, and 1 to the
    #: last one.
    histogram: dict[tuple[str, int], int] = field(default_factory=dict)
    n_subjects: int = 0
    #: Different files of weights under the model's name.
    n_weights: int = 0
    n_need_review: int = 0
    n_without_interval: int = 0
    n_without_liver: int = 0
    #: Of those with a liver, percent of its volume.
    highest_burden: float = 0.0

    @property
    def n_series(self) -> int:
        return sum(self.histogram.values())

    @property
    def burden_range(self) -> float:
        """Up to where the cloud's cells reach, percent."""
        return self.highest_burden or 1.0

    def by_bin(self, category: str, n_bins: int) -> list[int]:
        """How many of a category lie in each bin."""
        return [self.histogram.get((category, number), 0) for number in range(n_bins)]

    @property
    def by_category(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (category, _), count in self.histogram.items():
            found[category] += count
        return found


@dataclass(frozen=True)
class Point:
    """One series of the cloud."""

    record_id: int
    category: str
    p_malignant: float
    #: None where no liver was found.
    burden_percent: float | None
    pseudonym: str
    study_date: date | None


#: The columns of a `Point`.
_POINT = (
    RECORD.c.id,
    RECORD.c.category,
    RECORD.c.p_malignant,
    RECORD.c.burden_percent,
    RECORD.c.pseudonym,
    RECORD.c.study_date,
)


@dataclass(frozen=True)
class Cell:
    """A rectangle of the cloud with too many series to draw each."""

    #: From 0, of `N_CELLS` between 0 and 1, and of as many between 0 and the highest burden.
    column: int
    row: int
    count: int


@dataclass(frozen=True)
class Cloud:
    """Every series with a liver is in one of the two."""

    points: tuple[Point, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Cohort:
    """All of it, at one moment."""

    counts: Counts
    outside: Outside
    cloud: Cloud
    #: The record that was asked for, if it is among those counted.
    picked: Point | None = None


def read_cohort(
    connection: sa.Connection,
    wanted: Filter,
    *,
    with_outside: bool = False,
    picked: int | None = None,
) -> Cohort:
    """What is known of the series that fit; limit, offset and order of `wanted` count for nothing.

    Where several files of weights under one name have seen a series, the newest answer stands for
    it, and the conditions are asked of that answer alone.

    Args:
        with_outside: count the series that are not assessable, too.
        picked: number of a record that is looked for among those counted.

    Raises:
        StoreError: a figure is none that a record has; the sentence has the record's number.
    """
    _check_figures(connection)
    counts = _counts(connection, wanted, with_outside)
    return Cohort(
        counts,
        read_outside(connection, _conditions(wanted, True)),
        _cloud(connection, wanted, with_outside, counts),
        None if picked is None else _picked(connection, wanted, with_outside, picked),
    )


def _check_figures(connection: sa.Connection) -> None:
    """Counts and bins take what stands in a column as it is, whatever that is."""
    p, burden = RECORD.c.p_malignant, RECORD.c.burden_percent
    # SQLite sorts a text above all numbers, PostgreSQL NaN; neither lies within.
    odd = ~p.between(0, 1) | ~burden.between(0, MOST)
    number = connection.execute(sa.select(sa.func.min(RECORD.c.id)).where(odd)).scalar_one()
    if number is not None:
        raise StoreError(sentences.unreadable_record(number))


def _picked(
    connection: sa.Connection, wanted: Filter, with_outside: bool, number: int
) -> Point | None:
    query = sa.select(*_POINT).where(RECORD.c.id == number, *_conditions(wanted, with_outside))
    row = connection.execute(query).one_or_none()
    return row and Point(*row)


def _counts(connection: sa.Connection, wanted: Filter, with_outside: bool) -> Counts:
    fits = _conditions(wanted, with_outside)
    bins = _bin(RECORD.c.p_malignant, cell_edges(N_BINS, 1.0)).label("bin")
    each = sa.select(
        RECORD.c.category,
        RECORD.c.needs_review,
        RECORD.c.burden_percent,
        RECORD.c.interval.is_(None).label("without_interval"),
        bins,
    ).where(*fits)
    one = each.subquery()
    grouped = connection.execute(
        sa.select(
            one.c.category,
            one.c.bin,
            sa.func.count(),
            sa.func.count(sa.case((one.c.needs_review, 1))),
            sa.func.count(sa.case((one.c.without_interval, 1))),
            sa.func.count(one.c.burden_percent),
            sa.func.max(one.c.burden_percent),
        ).group_by(one.c.category, one.c.bin)
    ).all()
    n_subjects, n_weights = connection.execute(
        sa.select(
            sa.func.count(RECORD.c.pseudonym.distinct()),
            sa.func.count(RECORD.c.weights_sha256.distinct()),
        ).where(*fits)
    ).one()
    return Counts(
        histogram={(category, number): count for category, number, count, *_ in grouped},
        n_subjects=n_subjects,
        n_weights=n_weights,
        n_need_review=sum(row[3] for row in grouped),
        n_without_interval=sum(row[4] for row in grouped),
        n_without_liver=sum(row[2] - row[5] for row in grouped),
        highest_burden=max((row[6] or 0.0 for row in grouped), default=0.0),
    )


def _cloud(connection: sa.Connection, wanted: Filter, with_outside: bool, counts: Counts) -> Cloud:
    fitting = [*_conditions(wanted, with_outside), RECORD.c.burden_percent.is_not(None)]
    if counts.n_series - counts.n_without_liver <= MOST_POINTS:
        query = sa.select(*_POINT).where(*fitting).order_by(RECORD.c.id)
        return Cloud(tuple(Point(*row) for row in connection.execute(query)))
    placed = (
        sa.select(
            RECORD.c.id,
            _bin(RECORD.c.p_malignant, cell_edges(N_CELLS, 1.0)).label("across"),
            _bin(RECORD.c.burden_percent, cell_edges(N_CELLS, counts.burden_range)).label("up"),
        )
        .where(*fitting)
        .subquery()
    )
    grouped = connection.execute(
        sa.select(
            placed.c.across,
            placed.c.up,
            sa.func.count(),
            sa.func.min(placed.c.id),
            sa.func.max(placed.c.id),
        )
        .group_by(placed.c.across, placed.c.up)
        .order_by(placed.c.across, placed.c.up)
    ).all()
    # The lowest and the highest number of one or two are all there are.
    apart = sorted(
        {number for *_, count, low, high in grouped if count <= 2 for number in (low, high)}
    )
    points: list[Point] = []
    for start in range(0, len(apart), MOST_VALUES):
        some = RECORD.c.id.in_(apart[start : start + MOST_VALUES])
        query = sa.select(*_POINT).where(some).order_by(RECORD.c.id)
        points += (Point(*row) for row in connection.execute(query))
    full = (Cell(across, up, count) for across, up, count, *_ in grouped if count > 2)
    return Cloud(tuple(points), tuple(full))


def cell_edges(n: int, highest: float) -> list[float]:
    """The n + 1 edges of the bins or cells between 0 and `highest`."""
    # Rounded: 3 * 0.05 is slightly more than the 0.15 of a record.
    return [round(highest * number / n, 12) for number in range(n + 1)]


def _conditions(wanted: Filter, with_outside: bool) -> list[sa.ColumnElement[bool]]:
    newer = RECORD.alias("newer")
    later = (newer.c.created_at > RECORD.c.created_at) | (
        (newer.c.created_at == RECORD.c.created_at) & (newer.c.id > RECORD.c.id)
    )
    outdated = sa.exists().where(
        newer.c.series_digest == RECORD.c.series_digest,
        newer.c.model_name == RECORD.c.model_name,
        later,
    )
    found = [*conditions(wanted), ~outdated]
    if not with_outside:
        found.append(RECORD.c.category != NOT_ASSESSABLE)
    return found


def _bin(column: sa.ColumnElement, edges: Sequence[float]) -> sa.ColumnElement[int]:
    """Which bin a value lies in: comparisons alone, since rounding differs between databases."""
    return sa.case(
        *((column < edge, number) for number, edge in enumerate(edges[1:-1])),
        else_=len(edges) - 2,
    )
