"""Can the sizes of a series be true at all?"""

from __future__ import annotations

from core.cautions import sentences
from core.cautions.caution import STOP, Caution
from core.dicom.sizes import impossible_sizes
from core.series import Series
from core.vocabulary.patient import SIZES_IMPLAUSIBLE, sizes_text


def implausible_sizes(series: Series) -> list[Caution]:
    """One caution where pixels, field or slice distance are those of no liver's image; else none.

    The series' own warnings name the sizes. Networks see an image scaled by them, so the scores
    are as wrong as the lengths.
    """
    slices, rows, columns = series.volume.shape
    found = impossible_sizes((slices, rows, columns), series.spacing_mm, series.tags.modality)
    return [Caution(SIZES_IMPLAUSIBLE, sentences.sizes_implausible(), STOP)] if found else []


def sizes_mark(series: Series) -> str:
    """What stands beside lengths and areas of a series that was not analysed; "" where they
    count."""
    return sizes_text(one.code for one in implausible_sizes(series))
