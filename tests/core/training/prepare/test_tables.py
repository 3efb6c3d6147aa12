import pytest

from core.errors import TrainingDataError
from core.training.prepare.tables import read_rows, read_subjects
from tests.coded import raises


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_delimiter_case_and_order(tmp_path, delimiter):
    text = f"Kind{delimiter} SCAN \r\nbenign{delimiter}a\r\n{delimiter}\r\n"
    rows = read_rows(table(tmp_path, text, "utf-8-sig"), ("scan", "kind"), ("note",))
    assert rows == [(2, {"scan": "a", "kind": "benign", "note": ""})]


def test_quotes_and_short_lines(tmp_path):
    rows = read_rows(table(tmp_path, 'scan,kind,note\n"a, b",x\n'), ("scan",), ("kind", "note"))
    assert rows == [(2, {"scan": "a, b", "kind": "x", "note": ""})]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "lacks the column scan"),
        ("scan\na\n", "lacks the column kind: its first line must name scan, kind, [note]."),
        ("scan,kind,nose\n", "the column 'nose' is not known: there are scan, kind, note."),
        ("scan,kind\n", "holds no rows under its first line"),
        ("scan,kind\na,b,c\n", "line 2 has 3 columns, not 2"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path, text, sentence):
    with pytest.raises(TrainingDataError) as error:
        read_rows(table(tmp_path, text), ("scan", "kind"), ("note",))
    assert str(error.value).startswith(f"t.csv: {sentence}")


def test_files_that_are_no_tables(tmp_path):
    for path in (tmp_path / "gone.csv", table(tmp_path, "é,à\n", "latin-1")):
        with raises(TrainingDataError, "not_a_table"):
            read_rows(path, ("scan",))


def test_subjects(tmp_path):
    path = table(tmp_path, "scan,subject\na,p1\nb,p1\nc,p2\na,p1\n")
    assert read_subjects(path) == {"a": "p1", "b": "p1", "c": "p2"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scan,subject\na,\n", "line_incomplete"),
        ("scan,subject\na,p\na,q\n", "scan_of_two_subjects"),
    ],
)
def test_subjects_that_make_no_sense(tmp_path, text, code):
    with raises(TrainingDataError, code, "t.csv"):
        read_subjects(table(tmp_path, text))
