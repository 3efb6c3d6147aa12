"""The trained classifier of candidates: an ONNX file that holds numbers and no code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Before the import: ONNX Runtime otherwise keeps usage data in the home folder to report it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError
from onnxruntime.capi import onnxruntime_pybind11_state as onnxruntime_errors

from core.classical.features import FEATURE_NAMES
from core.classical.settings import ClassicalSettings
from core.errors import CheckpointError
from core.labels import SLICE_CLASSES

FORMAT = "liverlens-classical/1"
#: What a classifier of scikit-learn becomes; a file with anything else is not one of ours.
OPERATORS = {"Scaler", "LinearClassifier", "Normalizer", "TreeEnsembleClassifier", "Identity"}

_UNUSABLE = (
    onnxruntime_errors.Fail,
    onnxruntime_errors.InvalidArgument,
    onnxruntime_errors.InvalidGraph,
    onnxruntime_errors.InvalidProtobuf,
    onnxruntime_errors.NotImplemented,
    onnxruntime_errors.RuntimeException,
)


@dataclass(frozen=True, eq=False)
class CandidateClassifier:
    """Features of candidates -> probabilities, with what the file says of itself."""

    name: str
    #: (n, 24) float32 -> (n, 3) float32 in the order of `labels.SLICE_CLASSES`, "normal" being
    #: "not a lesion".
    probabilities: Callable[[np.ndarray], np.ndarray]
    settings: ClassicalSettings
    #: Divides the slice's class logits; fitted on validation subjects.
    temperature: float
    #: Name of the model whose liver outline the candidates lie in.
    liver_model: str
    #: Facts of the run that made it.
    training: dict


def load_classifier(path: Path) -> CandidateClassifier:
    """Read a classifier that `core train --backbone classical_baseline` wrote.

    Nothing in the file is run as code: ONNX is a table of numbers and operator names, and only
    the few operators of `OPERATORS` are let through, without data in other files.

    Raises:
        CheckpointError: the file is missing, damaged, or not one of ours.
    """
    path = Path(path)
    if not path.is_file():
        raise CheckpointError(f"{path.name}: there is no such weights file: check the name.")
    content = path.read_bytes()
    facts = _facts(path, content)
    try:
        session = onnxruntime.InferenceSession(
            content, _options(), providers=["CPUExecutionProvider"]
        )
    except _UNUSABLE as error:
        raise _foreign(path) from error
    if [one.name for one in session.get_outputs()][-1:] != ["probabilities"]:
        raise _foreign(path)
    (features,) = session.get_inputs()

    def probabilities(values: np.ndarray) -> np.ndarray:
        return session.run(["probabilities"], {features.name: values.astype(np.float32)})[0]

    return CandidateClassifier(
        name=facts["name"],
        probabilities=probabilities,
        settings=ClassicalSettings.from_dict(facts["settings"]),
        temperature=float(facts["temperature"]),
        liver_model=facts["liver_model"],
        training=facts["training"],
    )


def add_facts(
    graph: onnx.ModelProto,
    *,
    name: str,
    settings: ClassicalSettings,
    temperature: float,
    liver_model: str,
    training: dict,
) -> bytes:
    """The classifier's ONNX bytes with what `load_classifier` reads beside it."""
    facts = {
        "format": FORMAT,
        "name": name,
        "features": list(FEATURE_NAMES),
        "class_names": list(SLICE_CLASSES),
        "settings": settings.to_dict(),
        "temperature": float(temperature),
        "liver_model": liver_model,
        "training": training,
    }
    onnx.helper.set_model_props(graph, {"liverlens": json.dumps(facts)})
    return graph.SerializeToString()


def _facts(path: Path, content: bytes) -> dict:
    """What the file says of itself, after a look at what it is made of."""
    try:
        graph = onnx.load_model_from_string(content)
        facts = json.loads({one.key: one.value for one in graph.metadata_props}["liverlens"])
    except (DecodeError, KeyError, ValueError) as error:
        raise _foreign(path) from error
    known = {*facts} if isinstance(facts, dict) else set()
    needed = {"name", "features", "settings", "temperature", "liver_model", "training"}
    if not needed <= known or facts.get("format") != FORMAT or not _is_plain(graph):
        raise _foreign(path)
    if facts["features"] != list(FEATURE_NAMES) or facts["class_names"] != list(SLICE_CLASSES):
        raise CheckpointError(
            f"{path.name}: its features or classes are not those of this version: train it again."
        )
    return facts


def _is_plain(graph: onnx.ModelProto) -> bool:
    """Whether only `OPERATORS` are used, with their numbers in the file itself."""
    nodes = graph.graph.node
    return (
        {node.op_type for node in nodes} <= OPERATORS
        and not (graph.functions or graph.graph.initializer or graph.graph.sparse_initializer)
        and not any(a.HasField("t") or a.HasField("g") for node in nodes for a in node.attribute)
    )


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # A few rows at a time: a thread pool would cost more than it saves.
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return options


def _foreign(path: Path) -> CheckpointError:
    return CheckpointError(
        f"{path.name}: not a LiverLens classifier: use an .onnx that "
        "`python -m core train --backbone classical_baseline` wrote."
    )
