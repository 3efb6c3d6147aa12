"""Rows for `st.dataframe` whose numbers sort by size and read as everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.vocabulary.forms import ABSENT

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def number_table(
    rows: Sequence[Mapping[str, object]], texts: Mapping[str, Callable[[Any], str]]
) -> Styler:
    """The rows as a table; the columns in `texts` hold numbers and are written by it.

    Streamlit sorts by the numbers and shows the text, as long as the column's configuration has no
    format of its own.
    """
    import pandas

    return pandas.DataFrame(list(rows)).style.format(dict(texts), na_rep=ABSENT)
