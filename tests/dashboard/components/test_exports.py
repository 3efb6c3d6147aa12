import csv
import io
import json

from core import DISCLAIMER
from dashboard.components import exports
from tests.core.known_network import block_volume, hu_series
from tests.dashboard.tiny_case import tiny_analysis


def rows(text: str) -> list[dict]:
    notice, rest = text.split("\n", 1)
    assert notice == f"# {DISCLAIMER}"
    return list(csv.DictReader(io.StringIO(rest)))


def test_json_says_what_it_is_not_and_names_no_patient():
    text = exports.analysis_json(tiny_analysis())
    assert json.loads(text)["disclaimer"] == DISCLAIMER
    assert "Muster" not in text


def test_one_row_a_slice():
    found = rows(exports.slices_csv(tiny_analysis()))
    assert [row["index"] for row in found] == list("012345")
    assert float(found[3]["p_malignant"]) > 0.5


def test_one_row_a_lesion():
    (lesion,) = rows(exports.lesions_csv(tiny_analysis()))
    assert (lesion["label"], lesion["slice_first"], lesion["slice_last"]) == ("malignant", "3", "4")


def test_without_lesions_only_the_notice():
    healthy = tiny_analysis(hu_series(block_volume(6)))
    assert exports.lesions_csv(healthy) == f"# {DISCLAIMER}\n"
