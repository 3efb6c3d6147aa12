import csv
import io
import json

import pandas
import pytest

from core import DISCLAIMER
from core.export import write_analysis
from core.pipeline import analyze
from dashboard.components import exports
from tests.core.known_network import block_volume, hu_series
from tests.dashboard.tiny_case import MODEL, tiny_analysis, tiny_series

FILES = {
    "analysis.json": exports.analysis_json,
    "slices.csv": exports.slices_csv,
    "lesions.csv": exports.lesions_csv,
}


def test_json_says_what_it_is_not_and_names_no_patient():
    text = exports.analysis_json(tiny_analysis())
    assert json.loads(text)["disclaimer"] == DISCLAIMER
    assert "Muster" not in text


@pytest.mark.parametrize(
    "analysis",
    [
        tiny_analysis(),
        tiny_analysis(hu_series(block_volume(6))),
        analyze(tiny_series(), MODEL, engine="torch", views=1),
    ],
    ids=["a lesion", "no lesion", "intervals"],
)
def test_the_page_gives_the_bytes_of_the_command_line(analysis, tmp_path):
    write_analysis(analysis, tmp_path)
    for name, make in FILES.items():
        content = make(analysis).encode()
        assert content == (tmp_path / name).read_bytes()
        assert DISCLAIMER.encode() in content


def test_one_row_per_slice_and_per_lesion():
    found = list(csv.DictReader(io.StringIO(exports.slices_csv(tiny_analysis()))))
    assert [row["index"] for row in found] == list("012345")
    assert float(found[3]["p_malignant"]) > 0.5
    (lesion,) = csv.DictReader(io.StringIO(exports.lesions_csv(tiny_analysis())))
    assert (lesion["label"], lesion["slice_first"], lesion["slice_last"]) == ("malignant", "3", "4")
    table = pandas.read_csv(io.StringIO(exports.lesions_csv(tiny_analysis())), comment="#")
    assert (table["slice_largest"].tolist(), table["touches_edge"].tolist()) == ([3], [False])
