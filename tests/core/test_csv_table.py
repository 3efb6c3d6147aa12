import csv
import io

import pandas
import pytest

from core import DISCLAIMER
from core.csv_table import csv_text


def test_one_row_per_row_and_the_notice_on_each():
    rows = [{"a": 1, "b": [1.5, 2.0]}, {"a": None, "b": True}]
    assert csv_text(["a", "b"], rows) == (
        f'a,b,disclaimer\n1,"[1.5, 2.0]",{DISCLAIMER}\n,true,{DISCLAIMER}\n'
    )


def test_without_rows_the_heading_holds_the_notice():
    assert csv_text(["a", "b"], []) == f"a,b,disclaimer: {DISCLAIMER}\n"


def test_other_programs_read_it():
    text = csv_text(["name", "p"], [{"name": "x, y", "p": 0.25}, {"name": None, "p": None}])
    assert [row["p"] for row in csv.DictReader(io.StringIO(text))] == ["0.25", ""]
    for options in ({}, {"comment": "#"}):
        table = pandas.read_csv(io.StringIO(text), **options)
        assert table.columns.tolist() == ["name", "p", "disclaimer"]
        assert table["p"].tolist()[0] == 0.25
        assert table["p"].isna().tolist() == [False, True]


def test_a_value_without_a_column_is_a_mistake():
    with pytest.raises(ValueError, match="no column for b"):
        csv_text(["a"], [{"a": 1, "b": 2}])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20", " ="])
def test_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(start):
    text = csv_text(["a", "b"], [{"a": f"{start}1+1", "b": -1.5}])
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["a"], row["b"]) == (f"'{start}1+1".replace("\r", "\n"), "-1.5")
