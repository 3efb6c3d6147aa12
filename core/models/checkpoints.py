"""Read and write weights: one file that says all that is needed to use it, loaded safely."""

from __future__ import annotations

import hashlib
import json
import math
import pickle
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from struct import error as StructError
from typing import Any

import torch
from torch import nn

from core.atomic_write import atomic_file
from core.errors import CheckpointError
from core.labels import SLICE_CLASSES
from core.models.decoders import takes
from core.models.network import DECODER, DECODER_CHANNELS, build_network
from core.models.quantised import quantise, restore
from core.preprocessing import PreprocessingConfig

FORMAT = "liverlens-checkpoint/1"
#: Of a stage of the decoder: far more than any network here has.
MOST_CHANNELS = 4096
#: How weights may be stored.
STORAGES = ("float32", "float16", "int8")


@dataclass(frozen=True, eq=False)
class Model:
    """A network ready to predict, with what it needs to know about its input."""

    name: str
    backbone: str
    #: Evaluation mode, float32; forward as in `core.models.network.build_network`.
    network: nn.Module
    preprocessing: PreprocessingConfig
    #: Divides the class logits (temperature scaling); fitted on validation subjects.
    temperature: float
    weights_sha256: str
    file: Path
    #: The model card (`weights/<name>.json`), empty where there is none.
    card: dict = field(default_factory=dict)
    #: Facts of the run that made the weights, as the checkpoint holds them.
    training: dict = field(default_factory=dict)


def save_checkpoint(
    path: Path,
    network: nn.Module,
    *,
    name: str,
    backbone: str,
    preprocessing: PreprocessingConfig,
    temperature: float = 1.0,
    decoder: str | None = None,
    decoder_channels: tuple[int, ...] | None = None,
    training: dict | None = None,
    storage: str = "float32",
) -> None:
    """Write weights whole or not at all.

    Args:
        decoder, decoder_channels: None takes those that the network was built with.
        training: JSON-able facts of the run (epochs, split, seed ...), kept as they are.
        storage: one of `STORAGES`: floating tensors as they are, as float16, or convolutions as
            int8 (`models.quantised`). Loading gives float32 again.

    Raises:
        ValueError: there is no such storage. UsageError: the file can't be written.
    """
    if storage not in STORAGES:
        raise ValueError(f"storage {storage!r} is none of {STORAGES}")
    state = {name: value.detach().cpu() for name, value in network.state_dict().items()}
    scales: dict[str, torch.Tensor] = {}
    if storage == "float16":
        state = {k: v.half() if v.is_floating_point() else v for k, v in state.items()}
    elif storage == "int8":
        state, scales = quantise(state)
    channels: Any = decoder_channels or getattr(network, "decoder_channels", DECODER_CHANNELS)
    content = {
        "format": FORMAT,
        "name": name,
        "backbone": backbone,
        "class_names": list(SLICE_CLASSES),
        "preprocessing": preprocessing.to_dict(),
        "temperature": float(temperature),
        "decoder": decoder or getattr(network, "decoder_name", DECODER),
        "decoder_channels": list(channels),
        "training": json.dumps(training or {}),
        "state_dict": state,
        "int8_scales": scales,
    }
    with atomic_file(path) as part:
        torch.save(content, part)


def load_checkpoint(path: Path, card: dict | None = None) -> Model:
    """Read a checkpoint of ours; never runs code from the file (`weights_only=True`).

    Raises:
        CheckpointError: the file is missing, damaged, or not one of ours.
    """
    path = Path(path)
    content = _read(path)
    backbone = content["backbone"]
    # Checkpoints of the first version name no decoder.
    decoder, channels = content.get("decoder", DECODER), tuple(content["decoder_channels"])
    network = build_network(backbone, decoder=decoder, decoder_channels=channels)
    try:
        # Checkpoints of the first version hold no scales.
        state = restore(content["state_dict"], content.get("int8_scales", {}))
        network.load_state_dict(state)
    except (RuntimeError, IndexError) as error:
        raise CheckpointError(
            f"{path.name}: the weights do not fit the backbone {backbone}: "
            "export the checkpoint again with this version."
        ) from error
    network.eval().requires_grad_(False)
    return Model(
        name=content["name"],
        backbone=backbone,
        network=network,
        preprocessing=_preprocessing(path, content["preprocessing"]),
        temperature=float(content["temperature"]),
        weights_sha256=file_sha256(path),
        file=path,
        card=card or {},
        training=json.loads(content["training"]),
    )


def _is_whole(content: dict) -> bool:
    """Whether everything is there and of the type that `save_checkpoint` writes."""
    channels, temperature = content.get("decoder_channels"), content.get("temperature")
    try:
        training = json.loads(content.get("training", ""))
    except (TypeError, ValueError, RecursionError):
        return False
    return (
        isinstance(content.get("name"), str)
        and isinstance(content.get("backbone"), str)
        and isinstance(channels, list)
        and all(type(width) is int and 0 < width <= MOST_CHANNELS for width in channels)
        and takes(content.get("decoder", DECODER), channels)
        and isinstance(temperature, float)
        and math.isfinite(temperature)
        and temperature > 0
        and isinstance(training, dict)
        and _holds_tensors(content.get("state_dict"))
        and _holds_tensors(content.get("int8_scales", {}))
        and "preprocessing" in content
    )


def _holds_tensors(state: object) -> bool:
    return isinstance(state, dict) and all(
        isinstance(name, str) and isinstance(value, torch.Tensor) for name, value in state.items()
    )


def _preprocessing(path: Path, settings: dict) -> PreprocessingConfig:
    try:
        return PreprocessingConfig.from_dict(settings)
    except CheckpointError as error:
        raise CheckpointError(f"{path.name}: {error}") from error


def _read(path: Path) -> dict:
    if not path.is_file():
        raise CheckpointError(f"{path.name}: there is no such weights file: check the name.")
    foreign = CheckpointError(
        f"{path.name}: not a LiverLens checkpoint: use a .pth that `python -m core train` wrote."
    )
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (
        pickle.UnpicklingError,
        zipfile.BadZipFile,
        RuntimeError,
        EOFError,
        ValueError,
        LookupError,
        OSError,
        TypeError,
        AttributeError,
        OverflowError,
        MemoryError,
        StructError,
    ) as error:
        raise foreign from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise foreign
    if content.get("class_names") != list(SLICE_CLASSES):
        raise CheckpointError(
            f"{path.name}: its classes are {content.get('class_names')}, expected "
            f"{list(SLICE_CLASSES)}: train it with this version's labels."
        )
    if not _is_whole(content):
        raise CheckpointError(
            f"{path.name}: parts of the checkpoint are missing or damaged: copy it again."
        )
    return content


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
