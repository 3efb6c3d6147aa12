import json

import numpy as np
import onnx
import pytest

from core.classical import FEATURE_NAMES
from core.classical.classifier import load_classifier
from core.errors import CheckpointError
from tests.core.classical.classifiers import threshold_classifier, write_classifier


@pytest.fixture
def file(tmp_path):
    return write_classifier(tmp_path / "baseline.onnx")


def change(file, edit):
    graph = onnx.load_model_from_string(file.read_bytes())
    edit(graph)
    file.write_bytes(graph.SerializeToString())


def change_metadata(file, **changes):
    def edit(graph):
        metadata = json.loads(graph.metadata_props[0].value)
        graph.metadata_props[0].value = json.dumps({**metadata, **changes})

    change(file, edit)


def test_the_file_predicts_what_the_trained_classifier_does(file):
    loaded = load_classifier(file)
    features = np.random.default_rng(0).normal(50, 30, (20, len(FEATURE_NAMES)))
    expected = threshold_classifier().predict_proba(features)
    assert loaded.probabilities(features) == pytest.approx(expected, abs=1e-4)
    assert (loaded.name, loaded.liver_model, loaded.temperature) == ("baseline", "known", 1.5)
    assert loaded.settings.pooling == "max"


def refusal(path):
    """The error's code; its message names the file."""
    with pytest.raises(CheckpointError) as refused:
        load_classifier(path)
    assert str(refused.value).startswith(f"{path.name}: ")
    return refused.value.code


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "none.onnx") == "no_classifier_file"


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"PK\x03\x04 a pickle in a zip"])
def test_a_file_that_is_not_onnx_is_refused(file, content):
    file.write_bytes(content)
    assert refusal(file) == "not_a_classifier"


def test_a_damaged_file_is_refused(file):
    file.write_bytes(file.read_bytes()[:-200])
    assert refusal(file) == "not_a_classifier"


def test_another_operator_is_refused(file):
    change(file, lambda graph: setattr(graph.graph.node[0], "op_type", "Loop"))
    assert refusal(file) == "not_a_classifier"


def test_numbers_in_another_file_are_refused(file):
    def point_elsewhere(graph):
        tensor = graph.graph.initializer.add(name="w", data_type=1, data_location=1, dims=[1])
        tensor.external_data.add(key="location", value="/etc/hostname")

    change(file, point_elsewhere)
    assert refusal(file) == "not_a_classifier"


def test_a_graph_without_probabilities_is_refused(file):
    change(file, lambda graph: graph.graph.output.pop())
    assert refusal(file) == "not_a_classifier"


def test_another_format_is_refused(file):
    change_metadata(file, format="liverlens-classical/9")
    assert refusal(file) == "not_a_classifier"


def test_features_of_another_version_are_refused(file):
    change_metadata(file, features=["colour"])
    assert refusal(file) == "other_features_or_classes"


def test_settings_of_another_version_are_refused(file):
    change_metadata(file, settings={"colour": 1})
    with pytest.raises(CheckpointError) as refused:
        load_classifier(file)
    assert refused.value.code == "unknown_settings"
    assert "colour" in str(refused.value)
