"""The content items of a structured report (PS3.3 C.17.3), with what this package asks of them.

Other systems' reports often break a template somewhere, so items are found by their codes wherever
they stand, not by position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom import Dataset

from core.dicom.items import display_name

#: A report is no deeper and has no more items. Real ones: 8 and some 10 000.
MOST_DEPTH = 40
MOST_ITEMS = 100_000


class TooLarge(ValueError):
    """More content than `MOST_ITEMS`, or deeper than `MOST_DEPTH`."""


@dataclass(frozen=True)
class Concept:
    """A coded concept."""

    value: str
    scheme: str
    meaning: str

    @property
    def code(self) -> tuple[str, str]:
        return self.value, self.scheme

    @property
    def text(self) -> str:
        """Its meaning, else its code; one line."""
        return display_name(self.meaning.strip() or self.value)


NO_CONCEPT = Concept("", "", "")


@dataclass(frozen=True, eq=False)
class Node:
    """One content item and those below it."""

    item: Dataset = field(repr=False)
    kind: str
    name: Concept
    children: tuple[Node, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> Node:
        """The tree of a report. Raises TooLarge."""
        return _node(dataset, 0, [0])

    def below(self) -> Iterator[Node]:
        """All items below this one, in order."""
        for child in self.children:
            yield child
            yield from child.below()

    def named(self, *codes: tuple[str, str], kind: str = "") -> Iterator[Node]:
        """The children with one of these codes as their name."""
        for child in self.children:
            if child.name.code in codes and (not kind or child.kind == kind):
                yield child

    def within(self, *codes: tuple[str, str], kind: str = "") -> Iterator[Node]:
        """Those at any depth."""
        for child in self.below():
            if child.name.code in codes and (not kind or child.kind == kind):
                yield child

    @property
    def text(self) -> str:
        """Its value as one line of text: of TEXT, UIDREF, CODE, PNAME; "" for any other."""
        match self.kind:
            case "TEXT":
                return display_name(str(self.item.get("TextValue") or "").strip())
            case "UIDREF":
                return str(self.item.get("UID") or "")
            case "CODE":
                return concept_in(self.item.get("ConceptCodeSequence")).text
        return ""

    @property
    def instance(self) -> tuple[str, str, tuple[int, ...], tuple[int, ...]]:
        """Of an IMAGE: (class UID, SOP Instance UID, frame numbers, segment numbers)."""
        references = self.item.get("ReferencedSOPSequence") or [Dataset()]
        one = references[0]
        return (
            str(one.get("ReferencedSOPClassUID") or ""),
            str(one.get("ReferencedSOPInstanceUID") or ""),
            _numbers(one.get("ReferencedFrameNumber")),
            _numbers(one.get("ReferencedSegmentNumber")),
        )


def concept_in(sequence: object) -> Concept:
    """The first concept of a code sequence; `NO_CONCEPT` for none. SNOMED's old schemes keep their
    codes."""
    for item in sequence or ():  # type: ignore[attr-defined]
        value = item.get("CodeValue") or item.get("LongCodeValue") or item.get("URNCodeValue") or ""
        scheme = str(item.get("CodingSchemeDesignator") or "")
        scheme = "SRT" if scheme in ("SNM3", "99SDM") else scheme
        return Concept(str(value), scheme, str(item.get("CodeMeaning") or ""))
    return NO_CONCEPT


def _node(item: Dataset, depth: int, count: list[int]) -> Node:
    count[0] += 1
    if depth > MOST_DEPTH or count[0] > MOST_ITEMS:
        raise TooLarge
    return Node(
        item=item,
        kind=str(item.get("ValueType") or ""),
        name=concept_in(item.get("ConceptNameCodeSequence")),
        children=tuple(
            _node(child, depth + 1, count) for child in item.get("ContentSequence") or ()
        ),
    )


def _numbers(value: object) -> tuple[int, ...]:
    if value is None or value == "":
        return ()
    values = value if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
    return tuple(int(one) for one in values)
