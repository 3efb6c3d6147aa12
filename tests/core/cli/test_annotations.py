"""`core annotations` as a person meets it."""

from __future__ import annotations

import json

import nibabel
import numpy as np
import pytest

from core.annotation import Annotation, Finding
from core.annotation.sentences import corrected
from core.cli import main
from core.dicom import load_series
from core.worklist import Store
from tests.core.annotation_files.made import annotation, box, ct_files, rtstruct
from tests.core.report.pdf_text import pages_of
from tests.core.worklist.made_records import some_record

EMAIL = "ada@example.org"


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    """No test reads or writes the worklist of whoever runs it."""
    for name in ("DATABASE_URL", "LIVERLENS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "kept" / "worklist.sqlite3"))


@pytest.fixture
def ct_folder(tmp_path):
    folder = tmp_path / "ct"
    folder.mkdir()
    for file in ct_files():
        (folder / file.name).write_bytes(file.data)
    return folder


@pytest.fixture
def store():
    store = Store.open()
    yield store
    store.close()


def said(capsys, *words: object) -> list[str]:
    capsys.readouterr()
    assert main(["annotations", *map(str, words)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


def refused(capsys, *words: object) -> str:
    capsys.readouterr()
    assert main(["annotations", *map(str, words)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def keep(store, ct_folder, reader: str, what: Annotation, **more) -> str:
    digest = store.key.series_digest(load_series([ct_folder]).uid)
    store.save_annotation(digest, reader, what, base=0, **more)
    return digest


@pytest.mark.parametrize("form", ["nifti", "seg"])
def test_out_and_in_again_under_another_reader(store, ct_folder, tmp_path, capsys, form):
    ada, ben = store.key.person("user", EMAIL), store.key.person("user", "ben@example.org")
    digest = keep(store, ct_folder, ada, annotation())
    out = tmp_path / "out"
    lines = said(capsys, "export", ct_folder, "--out", out, "--format", form)
    assert lines[0] == f"Version 1 of {ada}"
    lines = said(
        capsys, "import", ct_folder, "--outlines", out, "--reader", "Ben@example.org", "--submitted"
    )
    assert lines == [f"Version 1 of {ben}: 4 findings"]
    found = store.annotation(digest, ben)
    assert np.array_equal(found.annotation.voxels, annotation().voxels)
    assert found.annotation.findings == annotation().findings
    assert found.is_submitted
    # A second import is the next version, and by the stand-in it is the same person.
    lines = said(capsys, "import", ct_folder, "--outlines", out, "--reader", ben)
    assert lines == [f"Version 2 of {ben}: 4 findings"]


def test_the_list_shows_the_newest_and_no_address(store, ct_folder, capsys):
    ada = store.key.person("user", EMAIL)
    digest = keep(store, ct_folder, ada, annotation())
    store.save_annotation(digest, ada, annotation(), base=1, submitted=True)
    keep(store, ct_folder, ada, annotation(), study="liver-1")
    head, *rows, foot = said(capsys, "list")
    assert head.split()[:4] == ["series", "reader", "study", "version"]
    assert [row.split()[:5] for row in rows] == [
        [digest[:16], ada, "-", "2", "yes"],
        [digest[:16], ada, "liver-1", "1", "no"],
    ]
    assert foot.startswith("2 annotations. Research use only.")
    assert len(said(capsys, "list", "--versions")) == 3 + 2
    assert len(said(capsys, "list", "--study", "liver-1")) == 3
    assert said(capsys, "list", "--reader", "ben@example.org")[-1].startswith("0 annotations.")
    told = json.loads("\n".join(said(capsys, "list", "--json", "--reader", EMAIL)))
    assert [one["series_digest"] for one in told["annotations"]] == [digest] * 2
    assert EMAIL not in json.dumps(told)


def test_the_table_is_one_that_prepare_reads(store, ct_folder, tmp_path, capsys):
    keep(store, ct_folder, store.key.person("user", EMAIL), annotation())
    lines = said(capsys, "export", ct_folder, "--out", tmp_path / "out", "--format", "table")
    assert lines[1].endswith("series.csv")
    text = (tmp_path / "out" / "series.csv").read_text()
    assert "DOE" not in text
    assert "ID-4711" not in text


def test_an_rtstruct_is_imported_with_what_was_left_out(store, ct_folder, tmp_path, capsys):
    rois = {"Liver": [box((0, 7), (0, 11), 5.0)], "Heart": [box((0, 1), (0, 1), 5.0)]}
    path = tmp_path / "rtstruct.dcm"
    path.write_bytes(rtstruct(rois).data)
    lines = said(capsys, "import", ct_folder, "--outlines", path, "--reader", EMAIL)
    assert lines[0].startswith("Note: rtstruct.dcm: left out")
    assert lines[1].endswith(": 0 findings")


def test_bad_input_is_one_line(store, ct_folder, tmp_path, capsys):
    line = refused(capsys, "export", ct_folder, "--out", tmp_path / "out")
    assert "Nobody annotated this series" in line
    keep(store, ct_folder, "user-00000000000000ad", annotation())
    keep(store, ct_folder, "user-00000000000000be", annotation())
    line = refused(capsys, "export", ct_folder, "--out", tmp_path / "out")
    assert "user-00000000000000ad, user-00000000000000be" in line
    words = ["--reader", "user-00000000000000ad", "--version", "7"]
    assert "annotated" in refused(capsys, "export", ct_folder, "--out", tmp_path / "o", *words)
    assert not (tmp_path / "out").exists()
    small = Annotation(np.zeros((5, 8, 11), np.uint8), (Finding(1),))
    keep(store, ct_folder, "user-00000000000000ce", small)
    line = refused(
        capsys, "export", ct_folder, "--out", tmp_path / "o", "--reader", "user-00000000000000ce"
    )
    assert "5 slices of 8 x 11" in line
    line = refused(capsys, "import", ct_folder, "--outlines", tmp_path / "gone", "--reader", EMAIL)
    assert "gone" in line


def test_analyze_and_report_follow_outlines_that_are_named(known, nifti, tmp_path, capsys):
    """The lesion lies on slices 2 and 3; the reader erases it on slice 3."""
    out = tmp_path / "own"
    assert main(["analyze", str(nifti), "--out", str(out)]) == 0
    image = nibabel.load(out / "segmentation.nii.gz")
    mask = np.asarray(image.dataobj).copy()
    mask[..., 3][mask[..., 3] == 3] = 1
    nibabel.save(nibabel.Nifti1Image(mask, image.affine), tmp_path / "mask.nii.gz")
    words = [str(nifti), "--outlines", str(tmp_path / "mask.nii.gz")]
    capsys.readouterr()
    assert main(["analyze", *words, "--out", str(tmp_path / "better")]) == 0
    said = capsys.readouterr().out
    assert corrected() in said
    told = json.loads((tmp_path / "better" / "analysis.json").read_text())
    assert told["lesion_volume_ml"] == pytest.approx(0.9)
    assert told["correction"]["own"]["lesion_volume_ml"] == pytest.approx(1.8)
    assert main(["report", *words, "--out", str(tmp_path / "r.pdf"), "--no-heatmaps"]) == 0
    text = " ".join(pages_of((tmp_path / "r.pdf").read_bytes()))
    assert corrected() in text


def test_the_worklist_shows_that_a_record_was_corrected(store, capsys):
    own = {"headline": "Malignant-looking", "liver_volume_ml": 1500.0, "lesion_volume_ml": 30.0}
    scores = {"p_normal": 0.1, "p_benign": 0.1, "p_malignant": 0.8, "category": "malignant"}
    own = {**own, **scores, "burden_percent": 2.0, "lesions": []}
    record = store.save(some_record(1, own=own))
    capsys.readouterr()
    assert main(["worklist", "show", str(record.id)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert corrected() in lines
    assert "  The model's own: Malignant-looking, liver 1,500 mL, burden 2.0 %" in lines
    assert main(["worklist", "list"]) == 0
    assert "malignant (review, corrected)" in capsys.readouterr().out
