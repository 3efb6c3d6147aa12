"""Which records to list, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core.errors import UsageError
from core.labels import BENIGN, INDETERMINATE, MALIGNANT, NORMAL, NOT_ASSESSABLE
from core.worklist import sentences
from core.worklist.record import RECORD_STATUSES
from core.worklist.tables import CAUTION, LARGEST_INTEGER, RECORD

#: The most urgent first: of a series that is not assessable nothing is known, so a person must read
#: it.
CATEGORY_ORDER = (MALIGNANT, NOT_ASSESSABLE, INDETERMINATE, BENIGN, NORMAL)

_N_CAUTIONS = (
    sa.select(sa.func.count())
    .where(CAUTION.c.record_id == RECORD.c.id)
    .correlate(RECORD)
    .scalar_subquery()
)
_RANK = sa.case(
    {name: rank for rank, name in enumerate(CATEGORY_ORDER)}, value=RECORD.c.category, else_=99
)

#: Name of an order -> what to sort by, and whether the natural start is the highest value.
_ORDERS: dict[str, tuple[sa.ColumnElement, bool]] = {
    "risk": (RECORD.c.p_malignant, True),
    "date": (RECORD.c.study_date, True),
    "category": (_RANK, False),
    "caution": (_N_CAUTIONS, True),
    "burden": (RECORD.c.burden_percent, True),
    "added": (RECORD.c.created_at, True),
}
SORTS = tuple(_ORDERS)


@dataclass(frozen=True)
class Filter:
    """All conditions must hold; None or () sets no condition.

    Raises:
        UsageError: a value that no record can have.
    """

    categories: tuple[str, ...] = ()
    #: p(malignant), both ends included.
    min_risk: float | None = None
    max_risk: float | None = None
    #: Study date, both days included; records without a date don't match.
    since: date | None = None
    until: date | None = None
    #: Records with at least one of these caution codes.
    caution_codes: tuple[str, ...] = ()
    #: True: with any caution; False: without.
    has_cautions: bool | None = None
    needs_review: bool | None = None
    status: str | None = None
    pseudonym: str | None = None
    model_name: str | None = None
    series_digest: str | None = None
    #: Records of these series don't match: who reads them blind may not see what a model says.
    without_series: tuple[str, ...] = ()
    #: One of `SORTS`: the highest risk, latest date, most urgent category, most cautions, largest
    #: burden, or latest analysis first; equal ones, and those without the value, come last added
    #: first.
    sort: str = "added"
    #: The other way round.
    reverse: bool = False
    limit: int | None = None
    offset: int = 0

    def __post_init__(self) -> None:
        for name in self.categories:
            if name not in CATEGORY_ORDER:
                raise UsageError(sentences.unknown_category(name, CATEGORY_ORDER))
        if self.sort not in _ORDERS:
            raise UsageError(sentences.unknown_order(self.sort, SORTS))
        if self.status is not None and self.status not in RECORD_STATUSES:
            raise UsageError(sentences.unknown_status(self.status, RECORD_STATUSES))
        if (self.limit is not None and self.limit < 0) or self.offset < 0:
            raise UsageError(sentences.negative_limit())


def conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    """The filter as conditions on RECORD, all of which must hold."""
    found: list[sa.ColumnElement[bool]] = []
    for column, value in (
        (RECORD.c.needs_review, wanted.needs_review),
        (RECORD.c.status, wanted.status),
        (RECORD.c.pseudonym, wanted.pseudonym),
        (RECORD.c.model_name, wanted.model_name),
        (RECORD.c.series_digest, wanted.series_digest),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.without_series:
        found.append(RECORD.c.series_digest.not_in(wanted.without_series))
    if wanted.categories:
        found.append(RECORD.c.category.in_(wanted.categories))
    if wanted.min_risk is not None:
        found.append(RECORD.c.p_malignant >= wanted.min_risk)
    if wanted.max_risk is not None:
        found.append(RECORD.c.p_malignant <= wanted.max_risk)
    if wanted.since is not None:
        found.append(RECORD.c.study_date >= wanted.since)
    if wanted.until is not None:
        found.append(RECORD.c.study_date <= wanted.until)
    any_caution = sa.exists().where(CAUTION.c.record_id == RECORD.c.id)
    if wanted.caution_codes:
        found.append(any_caution.where(CAUTION.c.code.in_(wanted.caution_codes)))
    if wanted.has_cautions is not None:
        found.append(any_caution if wanted.has_cautions else ~any_caution)
    return found


def question(wanted: Filter) -> sa.Select:
    """Select RECORD's rows as the filter asks, in its order."""
    key, highest_first = _ORDERS[wanted.sort]
    falling = highest_first != wanted.reverse
    ordered = (key.desc() if falling else key.asc()).nulls_last()
    query = sa.select(RECORD).where(*conditions(wanted)).order_by(ordered, RECORD.c.id.desc())
    if wanted.limit is not None:
        query = query.limit(min(wanted.limit, LARGEST_INTEGER))
    if wanted.offset:
        query = query.offset(min(wanted.offset, LARGEST_INTEGER))
    return query
