"""docs/measurements.md shows what core/vocabulary says."""

from core.vocabulary import LESION
from docs.quantity_tables import PAGE, lesion_table, with_tables


def test_the_page_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "run `python -m docs.quantity_tables`"


def test_every_field_of_a_lesion_has_a_row_with_its_formula():
    rows = lesion_table().splitlines()[2:]
    assert len(rows) == len(LESION)
    assert all(one.formula for one in LESION)
    assert any(
        row.startswith("| `volume_ml` | Volume, mL. Volume over all slices. |") for row in rows
    )
