"""The tables of docs/measurements.md say what core/vocabulary says."""

from core.vocabulary import LESION
from tools.studies.quantity_tables import formula_table, tables


def test_every_field_of_a_lesion_has_a_row_with_its_formula():
    rows = formula_table(LESION).splitlines()[2:]
    assert len(rows) == len(LESION)
    assert all(one.formula for one in LESION)
    assert rows[2].startswith("| `volume_ml` | Volume, mL. Volume over all slices. | Sum over")


def test_no_cell_breaks_its_table():
    for table in tables().values():
        columns = {line.count("|") for line in table.splitlines()}
        assert len(columns) == 1
