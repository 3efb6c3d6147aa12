"""How tables show lesions: the columns of a row, and the words under it for all the rest.

A quantity that no column names stands in the words under the row, and in a column of its own where
a table has room for all: a new field shows up everywhere without a change here.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.vocabulary import forms
from core.vocabulary.lesion import (
    ATTENUATION,
    CENTRE,
    CORE_HU,
    CUT,
    DESCRIPTORS,
    DIAMETER,
    FIRST_SLICE,
    HOMOGENEOUS,
    LARGEST_SLICE,
    LAST_SLICE,
    LESION,
    LOOKS,
    MARGIN,
    MARGIN_WIDTH,
    MEAN_HU,
    NUMBER,
    P_LESION,
    P_MALIGNANT,
    SD_HU,
    SHORT_AXIS,
    TO_SURFACE,
    VOLUME,
)
from core.vocabulary.quantity import Column, Quantity, column_of, not_in


def size_text(lesion: object) -> str:
    """`"≥ 31.0 × 20.5"`, mm: both diameters, with ≥ where the edge of the volume cuts."""
    axes = [one.text(lesion) for one in (DIAMETER, SHORT_AXIS) if one.value(lesion) is not None]
    return f"{_at_least(lesion)}{' × '.join(axes)}" if axes else forms.ABSENT


def volume_text(lesion: object) -> str:
    """`"≥ 3.2"`, mL, with ≥ where the edge of the volume cuts."""
    text = VOLUME.text(lesion)
    return text if text == forms.ABSENT else f"{_at_least(lesion)}{text}"


def hu_text(lesion: object) -> str:
    """`"62 ± 14"`; of a lesion in MR its signal."""
    spread = f" ± {SD_HU.text(lesion)}" if SD_HU.value(lesion) is not None else ""
    return f"{MEAN_HU.text(lesion)}{spread}"


def slices_text(lesion: object) -> str:
    """`"4–9"`, counted from 1."""
    first, last = FIRST_SLICE.value(lesion), LAST_SLICE.value(lesion)
    if first is None or last is None:
        return forms.ABSENT
    return forms.slice_span(first, last)


#: One row per lesion where there is little room.
LESION_COLUMNS: tuple[Column, ...] = (
    column_of(NUMBER),
    column_of(LOOKS),
    Column(
        (VOLUME,),
        "mL",
        f"{VOLUME.meaning} ≥: the edge of the volume cuts the lesion.",
        volume_text,
    ),
    Column(
        (DIAMETER, SHORT_AXIS),
        "mm",
        "Longest axial diameter × the extent at a right angle to it (RECIST 1.1).",
        size_text,
    ),
    Column((MEAN_HU, SD_HU), "HU", "Mean ± standard deviation over the lesion's voxels.", hu_text),
    Column(
        (FIRST_SLICE, LAST_SLICE),
        "Slices",
        "First and last slice; 1 is the most inferior.",
        slices_text,
        is_one=True,
    ),
)
#: Where there is more room.
LESION_WIDE_COLUMNS = (*LESION_COLUMNS, column_of(P_LESION), column_of(P_MALIGNANT))


def _descriptors(lesion: object) -> str:
    return DESCRIPTORS.text(lesion) if DESCRIPTORS.value(lesion) else ""


def _in_words(quantity: Quantity) -> Column:
    """`"core 14 HU"`; "" where there is no value."""

    def text(lesion: object) -> str:
        name = quantity.short or quantity.title
        name = name[:1].lower() + name[1:]
        return "" if quantity.value(lesion) is None else f"{name} {quantity.with_unit(lesion)}"

    return Column((quantity,), quantity.heading, quantity.meaning, text)


def surface_text(lesion: object) -> str:
    """`"3.6 mm to the liver's surface"`; "" where that is not known."""
    mm = TO_SURFACE.value(lesion)
    if mm is None:
        return ""
    reaches = TO_SURFACE.form.text(mm) == TO_SURFACE.form.text(0.0)
    return (
        "reaches the liver's surface"
        if reaches
        else f"{TO_SURFACE.with_unit(lesion)} to the liver's surface"
    )


def _cut(lesion: object) -> str:
    return "cut by the edge: sizes are lower bounds" if CUT.value(lesion) else ""


def _at_least(lesion: object) -> str:
    return "≥ " if CUT.value(lesion) else ""


_NOTES: tuple[Column, ...] = (
    Column(
        (DESCRIPTORS, MARGIN, HOMOGENEOUS, ATTENUATION),
        DESCRIPTORS.heading,
        DESCRIPTORS.meaning,
        _descriptors,
        is_one=True,
    ),
    Column((CUT,), CUT.heading, CUT.meaning, _cut),
    Column((TO_SURFACE,), TO_SURFACE.heading, TO_SURFACE.meaning, surface_text),
)
#: Only where everything is listed: few readers ask for these.
_LISTED_ONLY = (CORE_HU, MARGIN_WIDTH, LARGEST_SLICE, CENTRE)


def lesion_notes(columns: Iterable[Column], *, everything: bool = False) -> tuple[Column, ...]:
    """What is said in words under a row of `columns`: every quantity that they don't show.

    Args:
        everything: with what hardly any reader asks for.
    """
    columns = tuple(columns)
    notes = tuple(note for note in _NOTES if not_in(columns, note.quantities))
    left = not_in((*columns, *notes), LESION)
    read = [one for one in left if one not in _LISTED_ONLY]
    listed = [one for one in _LISTED_ONLY if everything and one in left]
    return (*notes, *map(_in_words, (*read, *listed)))


def notes_text(lesion: object, notes: Iterable[Column]) -> str:
    """`"sharp, ≤ 20 HU · p(lesion) 0.93 · core 14 HU"`; what has no value is left out."""
    return " · ".join(text for note in notes if (text := note.text(lesion)))


def one_line(lesion: object, unit: str = "HU") -> str:
    """`"1: malignant, 3.2 mL, 31.0 × 20.5 mm, 62 ± 14 HU"`"""
    after = f" {unit}" if unit else ""
    return (
        f"{NUMBER.text(lesion)}: {LOOKS.text(lesion)}, {volume_text(lesion)} mL, "
        f"{size_text(lesion)} mm, {hu_text(lesion)}{after}"
    )


def lesion_table_columns() -> tuple[Column, ...]:
    """One row per lesion where there is room for all: each quantity a column, in the same order."""
    columns = (*LESION_WIDE_COLUMNS, *lesion_notes(LESION_WIDE_COLUMNS, everything=True))
    return tuple(
        one
        for column in columns
        for one in ((column,) if column.is_one else map(column_of, column.quantities))
    )
