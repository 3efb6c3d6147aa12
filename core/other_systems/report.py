"""A structured report of measurements, as far as it is about one CT."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from core.sentence import Sentence

_LONGEST_WORD = 32


@dataclass(frozen=True)
class Maker:
    """The system that made a report, as its header and content name it; "" for what they don't."""

    manufacturer: str = ""
    model: str = ""
    version: str = ""
    #: What computed the measurements: "name version" of each algorithm that is named.
    algorithms: tuple[str, ...] = ()
    #: Whether the report names a person as an observer. The name is not kept.
    by_person: bool = False

    @property
    def text(self) -> str:
        """ "Example Imaging Ruler 2.1, algorithm LesionNet 3"; says so where nothing is named."""
        model = self.model
        if self.manufacturer and not model.lower().startswith(self.manufacturer.lower()):
            model = f"{self.manufacturer} {model}"
        system = " ".join(part for part in (model.strip(), self.version) if part)
        named = [system] if system else []
        if self.algorithms:
            # Of one that is told by a hash, its beginning is enough.
            short = [" ".join(map(_shortened, one.split())) for one in self.algorithms]
            named.append("algorithm " + ", ".join(short))
        if self.by_person:
            named.append("with a person as observer")
        return ", ".join(named) or "a system that it doesn't name"


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else f"{word[:12]}…"


@dataclass(frozen=True)
class Measured:
    """One measurement."""

    #: What it is, with its derivation: "Attenuation Coefficient, Mean".
    name: str
    #: None where the report states none, such as after a failure.
    value: float | None
    #: UCUM code; the unit's meaning in another scheme; "" where none is stated.
    unit: str
    #: (value, scheme) of the code of `name`.
    code: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        """ "Long axis 37.6 mm"."""
        if self.value is None:
            return f"{self.name} no value"
        unit = _SHOWN_UNITS.get(self.unit, self.unit)
        return f"{self.name} {figure(self.value)}{unit and ' '}{unit}"


#: UCUM code -> as people write it.
_SHOWN_UNITS = {
    "[hnsf'U]": "HU",
    "mm2": "mm²",
    "mm3": "mm³",
    "cm2": "cm²",
    "cm3": "cm³",
    "ml": "mL",
    "1": "",
}


def figure(value: float) -> str:
    """At most two decimals, without trailing zeros; small values with two digits."""
    if value and abs(value) < 0.01:
        return f"{value:.2g}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Segment:
    """A segment that a measurement is of."""

    #: SOP Instance UID of the segmentation object.
    segmentation_uid: str
    #: From 1; None where the report names only the object.
    number: int | None


@dataclass(frozen=True, eq=False)
class Shape:
    """Something drawn on one slice."""

    #: Index of the slice, 0 the most inferior.
    slice: int
    #: "area" (closed), "line" or "points".
    kind: str
    #: (n, 2) row and column in pixels of the slice; the centre of the first pixel is (0, 0).
    points: np.ndarray


@dataclass(frozen=True, eq=False)
class Group:
    """A measurement group (TID 1410, 1411 or 1501)."""

    #: "" where the report has none.
    tracking_id: str
    tracking_uid: str
    #: What was found and where, in the words of the report's codes; "" where it doesn't say.
    finding: str
    site: str
    measurements: tuple[Measured, ...]
    #: (name, value) of what was judged, not measured.
    judged: tuple[tuple[str, str], ...] = ()
    #: What was drawn on slices of the CT.
    shapes: tuple[Shape, ...] = ()
    #: How many outlines lie between slices or can't be drawn on one.
    n_not_drawn: int = 0
    segment: Segment | None = None

    @property
    def slice(self) -> int | None:
        """Index of the slice that shows it; the first area counts before any line."""
        ordered = sorted(self.shapes, key=lambda shape: shape.kind != "area")
        return ordered[0].slice if ordered else None

    @property
    def title(self) -> str:
        """What to call it: the finding, else how it is tracked."""
        return self.finding or self.tracking_id or "Measurement"


@dataclass(frozen=True, eq=False)
class Report:
    """One structured report."""

    #: Base name of the file, for messages.
    name: str
    #: Of the document: "Imaging Measurement Report".
    title: str
    series_description: str
    #: When its content was made; None where it doesn't say.
    date: date | None
    maker: Maker
    #: As the report states them.
    is_complete: bool
    is_verified: bool
    is_preliminary: bool
    #: Those about this CT, in the order of the report.
    groups: tuple[Group, ...]
    sop_instance_uid: str = ""
    #: For a person: what was left out.
    notes: tuple[Sentence, ...] = field(default=())

    @property
    def status(self) -> str:
        """ "complete, preliminary, not verified"."""
        words = ["complete" if self.is_complete else "partial"]
        if self.is_preliminary:
            words.append("preliminary")
        words.append("verified" if self.is_verified else "not verified")
        return ", ".join(words)
