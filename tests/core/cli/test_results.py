"""`core results` as a person meets it."""

from __future__ import annotations

import json

import pytest

from core.cli import main
from tests.core.annotation_files.made import box, ct_files, rtstruct
from tests.core.other_systems.made import planar, report


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ct").mkdir()
    for file in ct_files():
        (tmp_path / "ct" / file.name).write_bytes(file.data)
    rois = {"Liver": [box((1, 6), (1, 10), z) for z in (5.0, 10.0)]}
    for file in (report(planar()), rtstruct(rois)):
        (tmp_path / file.name).write_bytes(file.data)
    return tmp_path


def test_measurements_and_outlines_are_listed(folder, capsys):
    files = [str(folder / name) for name in ("sr.dcm", "rtstruct.dcm")]
    assert main(["results", str(folder / "ct"), "--file", *files]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Example Imaging Ruler 2.1" in lines[0] and "2024-02-03" in lines[0]
    assert lines[1].strip() == ("Metastasis (T1), Liver, slice 2: Long axis 4.5 mm; Area 9 mm²")
    # Two slices of 60 pixels of 0.5 x 0.75 x 5 mm are 0.225 mL.
    assert lines[2].startswith("rtstruct.dcm: outlines of 0.2 mL of liver")


def test_volumes_on_sizes_that_cannot_be_are_marked(folder, capsys, monkeypatch):
    monkeypatch.setattr("core.cautions.sizes.impossible_sizes", lambda *_: ["wrong"])
    file = str(folder / "rtstruct.dcm")
    assert main(["results", str(folder / "ct"), "--file", file]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("(sizes can't be trusted)")
    assert main(["results", str(folder / "ct"), "--file", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outlines"]["sizes"] == "sizes can't be trusted"


def test_the_same_as_json(folder, capsys):
    file = str(folder / "sr.dcm")
    assert main(["results", str(folder / "ct"), "--file", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (one,) = found["reports"]
    assert (one["system"]["model"], one["complete"], one["verified"]) == ("Ruler", True, False)
    (group,) = one["groups"]
    assert group["measurements"][0] == {
        "name": "Long axis",
        "code": "103339001",
        "scheme": "SCT",
        "value": 4.5,
        "unit": "mm",
    }
    assert group["outlines"][0]["points"][0] == [1.5, 2.5]
    assert found["outlines"] is None


def test_what_is_about_something_else_ends_with_one_line(folder, capsys):
    (folder / "other.dcm").write_bytes(report(planar(), PatientID="OTHER").data)
    assert main(["results", str(folder / "ct"), "--file", str(folder / "other.dcm")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert "other.dcm: belongs to another patient" in line
