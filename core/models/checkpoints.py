"""Read and write weights: one self-describing file, loaded safely."""

from __future__ import annotations

import hashlib
import json
import math
import pickle
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from struct import error as StructError

import torch
from torch import nn

from core.atomic_write import atomic_file
from core.errors import CheckpointError, UnknownModelError
from core.labels import SLICE_CLASSES
from core.models import sentences
from core.models.backbones import NO_OPTIONS, are_options
from core.models.decoders import takes
from core.models.network import DECODER, DECODER_CHANNELS, build_network
from core.models.outline import OutlineRule
from core.models.quantised import quantise, restore
from core.preprocessing import PreprocessingConfig

#: What `torch.load` raises for a file that is damaged, or none of its own.
UNREADABLE = (
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
)

FORMAT = "liverlens-checkpoint/1"
#: Upper limit for the width of a decoder stage: far above any network here.
MAX_CHANNELS = 4096
#: Bytes of a network in memory for each byte of its file: int8 becomes float32.
MOST_GROWTH = 4
#: Bytes of what a network holds beside its weights (tables of windows and positions, for example).
MOST_BESIDE = 256 << 20
#: How weights may be stored.
STORAGES = ("float32", "float16", "int8")


@dataclass(frozen=True, eq=False)
class Model:
    """A network ready to predict, with what its input must look like."""

    name: str
    backbone: str
    #: In evaluation mode, float32; forward as in `core.models.network.build_network`.
    network: nn.Module
    preprocessing: PreprocessingConfig
    #: Divides the class logits (temperature scaling); fitted on validation subjects.
    temperature: float
    weights_sha256: str
    file: Path
    #: The model card (`weights/<name>.json`), empty if there is none.
    card: dict = field(default_factory=dict)
    #: Facts about the training run, as stored in the checkpoint.
    training: dict = field(default_factory=dict)

    @property
    def modality(self) -> str:
        """What it reads: "CT" or "MR"."""
        return self.preprocessing.modality

    @property
    def outline(self) -> OutlineRule:
        """The limits of outlined lesions on the card.

        Raises:
            CheckpointError: the card's section can't be read.
        """
        return OutlineRule.from_card(self.card)


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
    """Write weights; the file is written whole or not at all.

    Args:
        decoder, decoder_channels: None takes those that the network was built with.
        training: facts about the run (epochs, split, seed ...) that JSON can hold, stored
            unchanged.
        storage: one of `STORAGES`: floating-point tensors unchanged, as float16, or convolutions
            as int8 (`models.quantised`). Loading always gives float32.

    Raises:
        ValueError: `storage` is unknown.
        UsageError: the file can't be written.
    """
    if storage not in STORAGES:
        raise ValueError(f"storage {storage!r} is not one of {STORAGES}")
    state = {name: value.detach().cpu() for name, value in network.state_dict().items()}
    scales: dict[str, torch.Tensor] = {}
    if storage == "float16":
        state = {k: v.half() if v.is_floating_point() else v for k, v in state.items()}
    elif storage == "int8":
        state, scales = quantise(state)
    built_with: tuple[int, ...] = getattr(network, "decoder_channels", DECODER_CHANNELS)
    content = {
        "format": FORMAT,
        "name": name,
        "backbone": backbone,
        "class_names": list(SLICE_CLASSES),
        "preprocessing": preprocessing.to_dict(),
        "temperature": float(temperature),
        "decoder": decoder or getattr(network, "decoder_name", DECODER),
        "decoder_channels": list(decoder_channels or built_with),
        "backbone_options": dict(getattr(network, "backbone_options", NO_OPTIONS)),
        "training": json.dumps(training or {}),
        "state_dict": state,
        "int8_scales": scales,
    }
    with atomic_file(path) as part:
        torch.save(content, part)


def load_checkpoint(path: Path, card: dict | None = None) -> Model:
    """Read a LiverLens checkpoint; never runs code from the file (`weights_only=True`).

    Raises:
        CheckpointError: the file is missing, damaged, or not one of ours.
    """
    path = Path(path)
    content = _read(path)
    backbone = content["backbone"]
    # Checkpoints of the first version name no decoder.
    decoder, channels = content.get("decoder", DECODER), tuple(content["decoder_channels"])
    # Older checkpoints have no options: their backbones were built as timm builds them.
    options = content.get("backbone_options", NO_OPTIONS)

    def build() -> nn.Module:
        return build_network(backbone, decoder=decoder, decoder_channels=channels, options=options)

    try:
        with torch.device("meta"):
            n_bytes = _n_bytes(build())
        if n_bytes > MOST_GROWTH * path.stat().st_size + MOST_BESIDE:
            # A few bytes may name a network of gigabytes.
            raise CheckpointError(sentences.weights_do_not_fit(path.name, backbone))
        network = build()
    except UnknownModelError as error:
        if not options:
            raise
        raise CheckpointError(sentences.weights_do_not_fit(path.name, backbone)) from error
    try:
        # Checkpoints of the first version have no scales.
        state = restore(content["state_dict"], content.get("int8_scales", {}))
        network.load_state_dict(state)
    except (RuntimeError, IndexError) as error:
        raise CheckpointError(sentences.weights_do_not_fit(path.name, backbone)) from error
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


def _n_bytes(network: nn.Module) -> int:
    return sum(tensor.nbytes for tensor in (*network.parameters(), *network.buffers()))


def _is_complete(content: dict) -> bool:
    """Whether everything is there, with the types that `save_checkpoint` writes."""
    channels, temperature = content.get("decoder_channels"), content.get("temperature")
    try:
        training = json.loads(content.get("training", ""))
    except (TypeError, ValueError, RecursionError):
        return False
    return (
        isinstance(content.get("name"), str)
        and isinstance(content.get("backbone"), str)
        and isinstance(channels, list)
        and all(type(width) is int and 0 < width <= MAX_CHANNELS for width in channels)
        and takes(content.get("decoder", DECODER), channels)
        and are_options(content.get("backbone_options", {}))
        and isinstance(temperature, float)
        and math.isfinite(temperature)
        and temperature > 0
        and isinstance(training, dict)
        and _holds_tensors(content.get("state_dict"))
        and _holds_tensors(content.get("int8_scales", {}))
        and "preprocessing" in content
    )


def _n_bytes_of_weights(content: dict) -> int:
    """More than the file has where a tensor repeats its values, or shares them with others."""
    parts = (content["state_dict"], content.get("int8_scales", {}))
    return sum(tensor.nbytes for part in parts for tensor in part.values())


def _holds_tensors(state: object) -> bool:
    """Of the plain kind alone: PyTorch reads others, which say nothing of their bytes."""
    return isinstance(state, dict) and all(
        isinstance(name, str)
        and isinstance(value, torch.Tensor)
        and value.layout is torch.strided
        and value.device.type == "cpu"
        and not value.is_quantized
        for name, value in state.items()
    )


def _preprocessing(path: Path, settings: dict) -> PreprocessingConfig:
    try:
        return PreprocessingConfig.from_dict(settings)
    except CheckpointError as error:
        raise CheckpointError(sentences.unusable_preprocessing(error.args[0], path.name)) from error


def _read(path: Path) -> dict:
    if not path.is_file():
        raise CheckpointError(sentences.no_weights_file(path.name))
    try:
        if _is_packed(path):
            raise CheckpointError(sentences.not_a_checkpoint(path.name))
        content = torch.load(path, map_location="cpu", weights_only=True)
    except UNREADABLE as error:
        raise CheckpointError(sentences.not_a_checkpoint(path.name)) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckpointError(sentences.not_a_checkpoint(path.name))
    if content.get("class_names") != list(SLICE_CLASSES):
        raise CheckpointError(
            sentences.other_classes(path.name, content.get("class_names"), SLICE_CLASSES)
        )
    if not _is_complete(content) or _n_bytes_of_weights(content) > path.stat().st_size:
        raise CheckpointError(sentences.incomplete_checkpoint(path.name))
    return content


def _is_packed(path: Path) -> bool:
    """Whether it holds more than its own bytes, which PyTorch would unpack; it never packs."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist()) > path.stat().st_size


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
