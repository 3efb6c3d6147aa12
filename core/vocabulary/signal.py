"""The quantities of a series whose values are no HU: MR signal, which has no unit.

Keys, titles and meanings speak of the signal; what is only defined in HU is left out. Everything
else is as in `lesion` and `measurement`. Which ones hold is told by the unit of the series' values
(`core.modality.unit_of`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.vocabulary import lesion as of_lesion
from core.vocabulary.lesion_columns import (
    LESION_COLUMNS,
    LESION_WIDE_COLUMNS,
    lesion_notes,
    lesion_table_columns,
)
from core.vocabulary.measurement import MEASUREMENT, MEASUREMENT_COLUMNS, values_text
from core.vocabulary.quantity import Column, Quantity
from core.vocabulary.slices import SLICE_ONE_IS

HU = "HU"
#: Defined by limits in HU.
_ONLY_IN_HU = frozenset(
    one.key
    for one in (
        of_lesion.MARGIN,
        of_lesion.MARGIN_SLOPE,
        of_lesion.MARGIN_WIDTH,
        of_lesion.ATTENUATION,
        of_lesion.DESCRIPTORS,
    )
)
_WORDS = (
    ("attenuation", "signal"),
    ("Attenuation", "Signal"),
    ("HU", "signal"),
    # Slices may lie in any plane.
    (
        "1 is the most inferior",
        "1 is " + "; ".join(f"{first} of {plane} ones" for plane, first in SLICE_ONE_IS.items()),
    ),
    (", the most inferior", ""),
    ("The most inferior slice", "The first slice"),
    ("The most superior slice", "The last slice"),
    ("The axial slice", "The slice"),
    ("an axial slice", "a slice"),
    ("Longest axial diameter", "Longest diameter on a slice"),
)


def lesion_quantities(unit: str) -> tuple[Quantity, ...]:
    """`LESION` where the values are HU, else what stands for it."""
    return of_lesion.LESION if unit == HU else LESION_OF_SIGNAL


def lesion_columns(unit: str) -> tuple[Column, ...]:
    """One row per lesion where there is little room."""
    return LESION_COLUMNS if unit == HU else _columns(LESION_COLUMNS)


def lesion_wide_columns(unit: str) -> tuple[Column, ...]:
    """Where there is more room."""
    return LESION_WIDE_COLUMNS if unit == HU else _columns(LESION_WIDE_COLUMNS)


def notes_of(unit: str, *, wide: bool = False, everything: bool = False) -> tuple[Column, ...]:
    """What is said in words under a row of `lesion_columns`, or of the `wide` ones
    (`core.vocabulary.lesion_columns.lesion_notes`)."""
    columns = LESION_WIDE_COLUMNS if wide else LESION_COLUMNS
    notes = lesion_notes(columns, everything=everything)
    return notes if unit == HU else (_EVENNESS, *_columns(notes))


def all_lesion_columns(unit: str) -> tuple[Column, ...]:
    """One row per lesion where there is room for all."""
    columns = lesion_table_columns()
    return columns if unit == HU else (*_columns(columns), _EVENNESS)


def every_line(lesion: object, unit: str) -> str:
    """Each quantity on a line of its own."""
    return "\n".join(one.named(lesion) for one in lesion_quantities(unit))


def measurement_quantities(unit: str) -> tuple[Quantity, ...]:
    """`MEASUREMENT` where the values are HU, else what stands for it."""
    return MEASUREMENT if unit == HU else MEASUREMENT_OF_SIGNAL


def measurement_columns(unit: str) -> tuple[Column, ...]:
    """One row per measurement."""
    if unit == HU:
        return MEASUREMENT_COLUMNS
    values = MEASUREMENT_COLUMNS[-1]
    shown = tuple(map(_of_signal, values.quantities))
    text = replace(values, quantities=shown, text=lambda one: values_text(one, unit=""))
    rest = (replace(one, meaning=_said(one.meaning)) for one in MEASUREMENT_COLUMNS[:-1])
    return (*rest, text)


def with_unit(text: str, unit: str) -> str:
    """`"62 ± 14 HU"`, or without a unit."""
    return f"{text} {unit}" if unit else text


def _of_signal(quantity: Quantity) -> Quantity:
    """The same quantity of signal; sources that keep it under its other name are read too."""
    if HU not in quantity.unit:
        return replace(quantity, meaning=_said(quantity.meaning))
    key = "value" if quantity.key == "hu" else quantity.key.replace("_hu", "_value")
    return replace(
        quantity,
        key=key,
        title=_said(quantity.title),
        meaning=_said(quantity.meaning),
        unit="",
        also=(quantity.key, *quantity.also),
    )


def _said(text: str) -> str:
    for word, other in _WORDS:
        text = text.replace(word, other)
    return text


def _columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    found = []
    for column in columns:
        if column.quantities[0].key in _ONLY_IN_HU:
            continue
        kept = tuple(map(_of_signal, column.quantities))
        heading, meaning = _said(column.heading), _said(column.meaning)
        if column.heading == column.quantities[0].heading:
            heading = kept[0].heading
        text = column.text
        if column.quantities[0] is of_lesion.CORE_HU:
            text = _core_text
        if column.heading == HU:
            heading = "Signal"
        found.append(replace(column, quantities=kept, heading=heading, meaning=meaning, text=text))
    return tuple(found)


def _evenness(lesion: object) -> str:
    even = of_lesion.HOMOGENEOUS.value(lesion)
    return "" if even is None else "homogeneous" if even else "heterogeneous"


#: In a CT it is one of the descriptors.
_EVENNESS = Column(
    (of_lesion.HOMOGENEOUS,),
    of_lesion.HOMOGENEOUS.heading,
    of_lesion.HOMOGENEOUS.meaning,
    _evenness,
    is_one=True,
)


def _core_text(lesion: object) -> str:
    core = of_lesion.CORE_HU
    return "" if _CORE.value(lesion) is None else f"{core.short.lower()} {_CORE.text(lesion)}"


_CORE = _of_signal(of_lesion.CORE_HU)
LESION_OF_SIGNAL = tuple(_of_signal(one) for one in of_lesion.LESION if one.key not in _ONLY_IN_HU)
MEASUREMENT_OF_SIGNAL = tuple(map(_of_signal, MEASUREMENT))
