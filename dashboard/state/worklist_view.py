"""What a person asked of the list: order, filters, which page, and the record they look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core import worklist

#: Rows on one page of the list.
ROWS = 50


@dataclass
class Criteria:
    """Which records a person wants to see. Mutable and kept in the session."""

    categories: tuple[str, ...] = ()
    status: str | None = None
    needs_review: bool | None = None
    caution_codes: tuple[str, ...] = ()
    #: None: with and without.
    has_cautions: bool | None = None
    min_risk: float = 0.0
    max_risk: float = 1.0
    since: date | None = None
    until: date | None = None
    model_name: str | None = None
    #: Digests of the series that the person reads blind: their records are left out.
    blind: tuple[str, ...] = ()

    def conditions(self) -> worklist.Filter:
        """As the store takes them."""
        return worklist.Filter(
            categories=self.categories,
            status=self.status,
            needs_review=self.needs_review,
            caution_codes=self.caution_codes,
            has_cautions=self.has_cautions,
            min_risk=self.min_risk or None,
            max_risk=self.max_risk if self.max_risk < 1.0 else None,
            since=self.since,
            until=self.until,
            model_name=self.model_name,
            without_series=self.blind,
        )

    def changed(self) -> None:
        """The person wants other records now."""


@dataclass
class Listing(Criteria):
    """The list of the Worklist page; `wanted` is the question to the store."""

    sort: str = "added"
    reverse: bool = False
    #: From 0.
    page: int = 0
    #: Number of the record in the panel beside the list.
    picked: int | None = None
    #: When the last click in the table was, so that it is taken once.
    heard: int | None = None

    def wanted(self) -> worklist.Filter:
        """One page of the list."""
        return replace(self.conditions(), limit=ROWS, offset=self.page * ROWS)

    def conditions(self) -> worklist.Filter:
        """All that fit, in order."""
        return replace(super().conditions(), sort=self.sort, reverse=self.reverse)

    def changed(self) -> None:
        self.page = 0

    @property
    def is_filtered(self) -> bool:
        return self.conditions() != replace(self.everything(), sort=self.sort, reverse=self.reverse)

    def everything(self) -> worklist.Filter:
        """All records that the person may see."""
        return worklist.Filter(without_series=self.blind)

    @property
    def falling(self) -> bool:
        """Whether the highest is on top, which is natural for all but the category: that begins
        with the most urgent."""
        return self.reverse == (self.sort == "category")

    def hear(self, picked: int | None, sort: str, falling: bool, at: int) -> bool:
        """Take a click in the table; True if it is a new one.

        Args:
            at: when it was, by the browser's clock.
        """
        if at == self.heard:
            return False
        self.heard, self.picked = at, picked
        if (sort, falling) != (self.sort, self.falling):
            self.sort, self.reverse = sort, falling == (sort == "category")
            self.page = 0
        return True

    def fit(self, count: int) -> None:
        """Keep the page within `count` records."""
        self.page = min(self.page, max(0, (count - 1) // ROWS))
