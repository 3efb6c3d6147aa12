import json

import numpy as np
import onnx
import pytest

from core.classical import FEATURE_NAMES
from core.classical.classifier import load_classifier
from core.errors import CheckpointError
from tests.core.classical.classifiers import threshold_classifier, write_classifier

FOREIGN = r"^baseline\.onnx: not a LiverLens classifier: use an \.onnx that .* wrote\.$"


@pytest.fixture
def file(tmp_path):
    return write_classifier(tmp_path / "baseline.onnx")


def change(file, edit):
    graph = onnx.load_model_from_string(file.read_bytes())
    edit(graph)
    file.write_bytes(graph.SerializeToString())


def change_facts(file, **changes):
    def edit(graph):
        facts = json.loads(graph.metadata_props[0].value)
        graph.metadata_props[0].value = json.dumps({**facts, **changes})

    change(file, edit)


def test_a_file_gives_what_was_trained(file):
    loaded = load_classifier(file)
    features = np.random.default_rng(0).normal(50, 30, (20, len(FEATURE_NAMES)))
    expected = threshold_classifier().predict_proba(features)
    assert loaded.probabilities(features) == pytest.approx(expected, abs=1e-4)
    assert (loaded.name, loaded.liver_model, loaded.temperature) == ("baseline", "known", 1.5)
    assert loaded.settings.pooling == "max"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CheckpointError, match=r"^none\.onnx: there is no such weights file"):
        load_classifier(tmp_path / "none.onnx")


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"PK\x03\x04 a pickle in a zip"])
def test_what_is_no_onnx_is_refused(file, content):
    file.write_bytes(content)
    with pytest.raises(CheckpointError, match=FOREIGN):
        load_classifier(file)


def test_a_damaged_file_is_refused(file):
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(CheckpointError, match=FOREIGN):
        load_classifier(file)


def test_another_operator_is_refused(file):
    change(file, lambda graph: setattr(graph.graph.node[0], "op_type", "Loop"))
    with pytest.raises(CheckpointError, match=FOREIGN):
        load_classifier(file)


def test_numbers_from_another_file_are_refused(file):
    def point_elsewhere(graph):
        tensor = graph.graph.initializer.add(name="w", data_type=1, data_location=1, dims=[1])
        tensor.external_data.add(key="location", value="/etc/hostname")

    change(file, point_elsewhere)
    with pytest.raises(CheckpointError, match=FOREIGN):
        load_classifier(file)


def test_a_graph_that_gives_no_probabilities_is_refused(file):
    change(file, lambda graph: graph.graph.output.pop())
    with pytest.raises(CheckpointError, match=FOREIGN):
        load_classifier(file)


def test_another_format_is_refused(file):
    change_facts(file, format="liverlens-classical/9")
    with pytest.raises(CheckpointError, match=FOREIGN):
        load_classifier(file)


def test_features_of_another_version_are_named(file):
    change_facts(file, features=["colour"])
    with pytest.raises(CheckpointError, match="its features or classes are not those"):
        load_classifier(file)


def test_settings_of_another_version_are_named(file):
    change_facts(file, settings={"colour": 1})
    with pytest.raises(CheckpointError, match="'colour'"):
        load_classifier(file)
