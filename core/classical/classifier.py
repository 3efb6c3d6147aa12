"""The trained classifier of candidates: an ONNX file that holds numbers and no code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from onnxruntime.capi import onnxruntime_pybind11_state as onnxruntime_errors

from core.classical import sentences
from core.classical.features import FEATURE_NAMES
from core.classical.reading import Classify
from core.classical.settings import ClassicalSettings
from core.errors import CheckpointError
from core.labels import SLICE_CLASSES

FORMAT = "liverlens-classical/1"
#: What scikit-learn's classifiers are exported to; a file with anything else is not one of ours.
OPERATORS = {"Scaler", "LinearClassifier", "Normalizer", "TreeEnsembleClassifier", "Identity"}

_LOAD_ERRORS = (
    onnxruntime_errors.Fail,
    onnxruntime_errors.InvalidArgument,
    onnxruntime_errors.InvalidGraph,
    onnxruntime_errors.InvalidProtobuf,
    onnxruntime_errors.NotImplemented,
    onnxruntime_errors.RuntimeException,
)


@dataclass(frozen=True, eq=False)
class CandidateClassifier:
    """The classifier and its file's metadata."""

    name: str
    #: (n, 24) float32 -> (n, 3) float32 in the order of `labels.SLICE_CLASSES`; "normal" means
    #: "not a lesion".
    probabilities: Classify
    settings: ClassicalSettings
    #: Divides the slice's class logits; fitted on validation subjects.
    temperature: float
    #: Name of the model that outlines the liver.
    liver_model: str
    #: Facts about the training run.
    training: dict


def load_classifier(path: Path) -> CandidateClassifier:
    """Read a classifier written by `core train --backbone classical_baseline`.

    Nothing in the file is run as code: ONNX holds numbers and operator names. Only `OPERATORS` are
    accepted, and no data in other files.

    Raises:
        CheckpointError: the file is missing, damaged, or not one of ours.
    """
    path = Path(path)
    if not path.is_file():
        raise CheckpointError(sentences.no_classifier_file(path.name))
    content = path.read_bytes()
    metadata = _metadata(path, content)
    try:
        session = onnxruntime.InferenceSession(
            content, _options(), providers=["CPUExecutionProvider"]
        )
    except _LOAD_ERRORS as error:
        raise _not_a_classifier(path) from error
    if [output.name for output in session.get_outputs()][-1:] != ["probabilities"]:
        raise _not_a_classifier(path)
    (features,) = session.get_inputs()

    def probabilities(values: np.ndarray) -> np.ndarray:
        return session.run(["probabilities"], {features.name: values.astype(np.float32)})[0]

    return CandidateClassifier(
        name=metadata["name"],
        probabilities=probabilities,
        settings=ClassicalSettings.from_dict(metadata["settings"]),
        temperature=float(metadata["temperature"]),
        liver_model=metadata["liver_model"],
        training=metadata["training"],
    )


def classifier_bytes(
    graph: onnx.ModelProto,
    *,
    name: str,
    settings: ClassicalSettings,
    temperature: float,
    liver_model: str,
    training: dict,
) -> bytes:
    """The content of a classifier file: `graph` with the metadata for `load_classifier`."""
    metadata = {
        "format": FORMAT,
        "name": name,
        "features": list(FEATURE_NAMES),
        "class_names": list(SLICE_CLASSES),
        "settings": settings.to_dict(),
        "temperature": float(temperature),
        "liver_model": liver_model,
        "training": training,
    }
    onnx.helper.set_model_props(graph, {"liverlens": json.dumps(metadata)})
    return graph.SerializeToString()


def _metadata(path: Path, content: bytes) -> dict:
    """The file's metadata, once its operators are known to be safe."""
    try:
        graph = onnx.load_model_from_string(content)
        metadata = json.loads({prop.key: prop.value for prop in graph.metadata_props}["liverlens"])
    except (DecodeError, KeyError, ValueError, RecursionError) as error:
        raise _not_a_classifier(path) from error
    keys = {*metadata} if isinstance(metadata, dict) else set()
    needed = {"name", "features", "settings", "temperature", "liver_model", "training"}
    if not needed <= keys or metadata.get("format") != FORMAT or not _is_safe(graph):
        raise _not_a_classifier(path)
    if (metadata["features"], metadata["class_names"]) != (
        list(FEATURE_NAMES),
        list(SLICE_CLASSES),
    ):
        raise CheckpointError(sentences.other_features_or_classes(path.name))
    return metadata


def _is_safe(graph: onnx.ModelProto) -> bool:
    """Whether only `OPERATORS` are used, with all their numbers in the file itself."""
    nodes = graph.graph.node
    return (
        {node.op_type for node in nodes} <= OPERATORS
        and not (graph.functions or graph.graph.initializer or graph.graph.sparse_initializer)
        and not any(a.HasField("t") or a.HasField("g") for node in nodes for a in node.attribute)
    )


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # For a few rows at a time a thread pool would cost more than it saves.
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return options


def _not_a_classifier(path: Path) -> CheckpointError:
    return CheckpointError(sentences.not_a_classifier(path.name))
