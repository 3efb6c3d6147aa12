"""Where a network's first weights come from: ImageNet, an earlier stage, or a shallower network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from core.errors import UsageError
from core.labels import BACKGROUND_CODE, MASK_CODES
from core.models import Model
from core.models.checkpoints import UNREADABLE
from core.models.evidence import EVIDENCE_CODES
from core.training import file_sentences, sentences
from core.training.data import SliceDataset
from core.training.evaluate import run_network
from core.training.false_alarms import alarmed, lesion_free
from core.training.json_files import HISTORY, read_history
from core.training.slice_head import evidence_head

#: Logit of background for a network that outlines nothing: over a whole slice, the probabilities of
#: the other codes then sum to less than a thousandth of a pixel.
CERTAIN = 20.0


@torch.no_grad()
def outline_nothing(network: torch.nn.Module) -> None:
    """Make the mask of `network` background throughout, for good.

    For training slices without any outline: the slice's class alone would teach the mask something
    that looks like an outline and is none.
    """
    logit = torch.zeros(len(MASK_CODES))
    logit[BACKGROUND_CODE] = CERTAIN
    for name, parameter in network.get_submodule("segmentation_head").named_parameters():
        parameter.requires_grad_(False).copy_(logit if name.endswith("bias") else torch.tensor(0.0))
    # The class then is the encoder's alone.
    evidence_head(network).linear.weight[:, : 2 * len(EVIDENCE_CODES)] = 0


def load_encoder_in_order(encoder: torch.nn.Module, path: Path) -> None:
    """Fill `encoder` from a state dict of another naming, tensor by tensor in order.

    Shapes must agree one by one; what the file holds beyond the encoder (the ImageNet classifier
    and final convolution) is left.

    Raises:
        UsageError: the file is missing, damaged, or of another network.
    """
    target = encoder.state_dict()
    try:
        given = list(torch.load(path, map_location="cpu", weights_only=True).values())
        # Too few raise ValueError here, other shapes RuntimeError below.
        source = dict(zip(target, given[: len(target)], strict=True))
        encoder.load_state_dict(source)
    except UNREADABLE as error:
        raise UsageError(file_sentences.no_first_weights(path.name)) from error


def continue_from(network: torch.nn.Module, earlier: Model) -> int:
    """Fill `network` with the weights of `earlier`: the same backbone, or a shallower one.

    A deeper residual network of the same family holds every tensor of the shallower one, and its
    further blocks begin as the identity, because the last normalisation of each block starts at
    zero (Goyal et al. 2017, section 5.1). So it computes what the shallow one computed (Net2Net,
    Chen et al., ICLR 2016), and training goes on from there with more layers.

    Returns:
        The number of residual blocks that were added: 0 for the same backbone.

    Raises:
        UsageError: the two do not fit each other in this way.
    """
    wanted, given = network.state_dict(), earlier.network.state_dict()
    foreign = [k for k, v in given.items() if k not in wanted or wanted[k].shape != v.shape]
    added = _blocks_of(set(wanted) - set(given))
    if foreign or added is None or any(_changes_its_input(network, block) for block in added):
        raise UsageError(sentences.weights_do_not_fit(earlier.file.name, earlier.backbone))
    network.load_state_dict({**wanted, **given})
    return len(added)


def hard_slices(earlier: Model | None, train: SliceDataset) -> tuple[np.ndarray | None, list[str]]:
    """(n,) bool: training slices that are drawn more often, None for none; and what to say of them.

    They are `hard_negatives`, and slices with a finding that readers reject (column `rejected`).
    """
    found, said = None, []
    if earlier is not None:
        found = hard_negatives(earlier, train)
        said.append(f"{found.sum()} lesion-free training slices on which {earlier.file.name} errs")
    rejected = train.columns.get("rejected")
    if rejected is not None:
        told = rejected == "1"
        said.append(f"{told.sum()} training slices with a finding that readers reject")
        found = told if found is None else found | told
    return found, said


def hard_negatives(earlier: Model, train: SliceDataset) -> np.ndarray:
    """(n,) bool: lesion-free training slices on which the earlier weights outline a lesion."""
    free = lesion_free(train)
    found = np.zeros(len(train), bool)
    if free.any():
        own = train.pick(free)
        masks, _ = run_network(earlier.network, own.image, earlier.preprocessing)
        found[free] = alarmed(own, masks)
    return found


def take_encoder(network: torch.nn.Module, earlier: Model) -> None:
    """Fill encoder and encoder classifier of `network` from a model with another decoder.

    Raises:
        UsageError: the two are of different backbones.
    """
    try:
        for part in ("encoder", "classification_head"):
            given = getattr(earlier.network, part).state_dict()
            getattr(network, part).load_state_dict(given)
    except RuntimeError as error:
        raise UsageError(
            sentences.encoder_does_not_fit(earlier.file.name, earlier.backbone)
        ) from error


def same_decoder(network: torch.nn.Module, earlier: Model) -> bool:
    """Whether both were built with the same decoder and widths."""
    return all(
        getattr(network, name, None) == getattr(earlier.network, name, None)
        for name in ("decoder_name", "decoder_channels")
    )


def earlier_history(start_from: Path) -> list[dict]:
    """The curve of the run that left `start_from`; empty where the file stands alone. Raises
    UsageError where that curve is damaged."""
    folder = start_from.parent
    return read_history(folder) if (folder / HISTORY).exists() else []


def _blocks_of(names: set[str]) -> set[str] | None:
    """Names of the residual blocks (`...layerS.N`) that hold the tensors `names`; None where one
    lies in no such block."""
    blocks = set()
    for name in names:
        parts = name.split(".")
        at = next((i for i, part in enumerate(parts) if part.startswith("layer")), None)
        if at is None or at + 1 >= len(parts):
            return None
        blocks.add(".".join(parts[: at + 2]))
    return blocks


def _changes_its_input(network: torch.nn.Module, block: str) -> bool:
    """Whether a fresh block is not the identity: its last normalisation must have gain 0."""
    norms = [m for m in network.get_submodule(block).modules() if isinstance(m, _NORMALISATION)]
    return not norms or bool(norms[-1].weight.detach().any())


_NORMALISATION = (torch.nn.BatchNorm2d, torch.nn.GroupNorm)
