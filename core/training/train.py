"""Train one backbone, top to bottom; the best weights so far are always on disk."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from core.errors import UsageError
from core.models import build_network, load_checkpoint, save_checkpoint
from core.preprocessing import PreprocessingConfig
from core.training.data import SliceDataset, load_slices
from core.training.depthwise import run_depthwise_in_float32
from core.training.evaluate import run_network, score, softmax
from core.training.json_files import write_json
from core.training.losses import training_loss
from core.training.sampler import BatchSampler, SamplingConfig
from core.training.split import members, split_by_subject


@dataclass(frozen=True)
class TrainingConfig:
    """One run. Everything here is saved with the weights."""

    backbone: str = "tf_efficientnet_lite0"
    steps: int = 3000
    learning_rate: float = 1.2e-3
    weight_decay: float = 1e-2
    warmup_steps: int = 100
    clip_norm: float = 2.0
    #: Decay of the moving average of the weights that is evaluated and kept (Polyak averaging).
    ema_decay: float = 0.995
    evaluate_every: int = 150
    #: Stop after this many evaluations without a better validation score; 0 never stops early.
    patience: int = 0
    seed: int = 0
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    preprocessing: PreprocessingConfig = field(default_factory=PreprocessingConfig)

    @classmethod
    def from_dict(cls, values: dict) -> TrainingConfig:
        """What `dataclasses.asdict` gave, whole or in part (a card's `training`, say).

        Raises:
            UsageError: a key is not a setting.
        """
        values = dict(values)
        try:
            if "sampling" in values:
                values["sampling"] = SamplingConfig(**values["sampling"])
            if "preprocessing" in values:
                values["preprocessing"] = PreprocessingConfig.from_dict(values["preprocessing"])
            return cls(**values)
        except TypeError as error:
            raise UsageError(f"the training settings can't be used: {error}.") from error


@dataclass(frozen=True)
class TrainingResult:
    """Where the run left its best weights, and its curve."""

    checkpoint: Path
    split: dict[str, list[int]]
    history: list[dict]


def run_training(
    config: TrainingConfig,
    data: Path,
    out_dir: Path,
    *,
    liver_free: np.ndarray | None = None,
    initial_encoder: Path | None = None,
    pretrained: bool = False,
    start_from: Path | None = None,
    resume: bool = False,
    report: Callable[[str], None] | None = None,
) -> TrainingResult:
    """Train on the train subjects, choose on the validation subjects; test subjects are untouched.

    Args:
        liver_free: (n, s, s) uint8 slices without liver (`training.liver_free`).
        initial_encoder: state dict (ImageNet) whose tensors fit the encoder in order.
        pretrained: fetch timm's ImageNet weights instead (needs a connection).
        start_from: go on from a checkpoint's weights with a new schedule (a second stage).
        resume: go on from `out_dir/last.pth`.
        report: called with one line now and then.

    Raises:
        TrainingDataError: the data can't be used. UnknownModelError: no such backbone.
    """
    report = report or (lambda line: None)
    out_dir.mkdir(parents=True, exist_ok=True)
    slices = load_slices(data)
    split = split_by_subject(slices, seed=config.seed)
    train, val = members(slices, split["train"]), members(slices, split["val"])
    earlier = load_checkpoint(start_from) if start_from else None
    write_json(
        out_dir / "run.json",
        {"config": asdict(config), "split": split, "earlier": earlier and earlier.training},
    )

    torch.manual_seed(config.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = build_network(config.backbone, pretrained=pretrained)
    if initial_encoder:
        load_encoder_in_order(network.encoder, initial_encoder)
    if earlier:
        network.load_state_dict(earlier.network.state_dict())
    network = network.to(device, memory_format=torch.channels_last)
    if device.type == "cpu":
        run_depthwise_in_float32(network)
    average = torch.optim.swa_utils.AveragedModel(
        network,
        multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(config.ema_decay),
        use_buffers=True,
    )
    optimiser = torch.optim.AdamW(
        _decay_groups(network, config.weight_decay), lr=config.learning_rate
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: _learning_rate_factor(s, config)
    )
    state = _State(network, average, optimiser, schedule)
    if resume:
        state.load(out_dir / "last.pth")

    sampler = BatchSampler(
        train,
        liver_free,
        config.preprocessing,
        config.sampling,
        steps=config.steps,
        seed=config.seed,
    )
    batches = torch.utils.data.DataLoader(
        torch.utils.data.Subset(sampler, range(state.step, config.steps)),
        batch_size=None,
        num_workers=min(8, max(1, (os.cpu_count() or 2) // 2)),
        prefetch_factor=4,
        # Its own generator: the loader draws a seed, and that draw must not move the network's.
        generator=torch.Generator(),
    )
    started, first_step, losses = time.monotonic(), state.step, []
    for inputs, masks, classes in batches:
        losses.append(_train_step(state, config, inputs, masks, classes, device))
        if state.step % config.evaluate_every and state.step != config.steps:
            continue
        row = {
            "step": state.step,
            "loss": float(np.mean(losses)),
            "learning_rate": schedule.get_last_lr()[0],
            **_validate(average.module, val, config.preprocessing),
        }
        losses.clear()
        state.history.append(row)
        if row["score"] > state.best_score:
            state.best_score, state.evaluations_without_gain = row["score"], 0
            _save_best(out_dir, average.module, config, split, state)
        else:
            state.evaluations_without_gain += 1
        state.save(out_dir / "last.pth")
        write_json(out_dir / "history.json", state.history)
        pace = (time.monotonic() - started) / (state.step - first_step)
        report(_progress_line(row, config.steps, pace * (config.steps - state.step)))
        if config.patience and state.evaluations_without_gain >= config.patience:
            report(f"stopped early: {config.patience} evaluations without a better score")
            break
        network.train()
    return TrainingResult(out_dir / "best.pth", split, state.history)


def load_encoder_in_order(encoder: torch.nn.Module, path: Path) -> None:
    """Fill `encoder` from a state dict of another naming, tensor by tensor in order.

    Shapes must agree one by one; what the file holds beyond the encoder (the ImageNet classifier
    and final convolution) is left.
    """
    source = list(torch.load(path, map_location="cpu", weights_only=True).values())
    target = encoder.state_dict()
    for (name, value), found in zip(target.items(), source, strict=False):
        if value.shape != found.shape:
            raise ValueError(f"{path.name}: {name} is {tuple(value.shape)}, found {found.shape}")
        target[name] = found
    encoder.load_state_dict(target)


class _State:
    """All that changes while training, so that a run can stop and go on."""

    def __init__(self, network, average, optimiser, schedule) -> None:
        self.network, self.average = network, average
        self.optimiser, self.schedule = optimiser, schedule
        self.step, self.best_score, self.evaluations_without_gain = 0, -math.inf, 0
        self.history: list[dict] = []

    def save(self, path: Path) -> None:
        part = path.with_name(f".{path.name}.part")
        torch.save(
            {
                "network": self.network.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "schedule": self.schedule.state_dict(),
                "step": self.step,
                "best_score": self.best_score,
                "evaluations_without_gain": self.evaluations_without_gain,
                "history": self.history,
                "random": torch.get_rng_state(),
            },
            part,
        )
        os.replace(part, path)

    def load(self, path: Path) -> None:
        saved = torch.load(path, map_location="cpu", weights_only=True)
        for name in ("network", "average", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(saved[name])
        for name in ("step", "best_score", "evaluations_without_gain", "history"):
            setattr(self, name, saved[name])
        torch.set_rng_state(saved["random"])


def _train_step(state: _State, config: TrainingConfig, inputs, masks, classes, device) -> float:
    state.network.train()
    inputs = inputs.to(device, memory_format=torch.channels_last)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        mask_logits, class_logits = state.network(inputs)
    loss = training_loss(mask_logits, class_logits, masks.to(device), classes.to(device))
    state.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), config.clip_norm)
    state.optimiser.step()
    state.schedule.step()
    state.average.update_parameters(state.network)
    state.step += 1
    return float(loss.detach())


def _validate(network: torch.nn.Module, val: SliceDataset, preprocessing) -> dict:
    network.eval()
    masks, logits = run_network(network, val.image, preprocessing)
    figures = score(val, masks, softmax(logits), intervals=False)
    kept = ("liver_dice", "lesion_dice", "accuracy", "macro_f1", "auc_lesion", "auc_malignant")
    row = {name: figures[name] for name in kept}
    # What is chosen by: every part of the job counts alike. An absent figure counts as 0.
    parts = ("liver_dice", "lesion_dice", "auc_lesion", "auc_malignant", "macro_f1")
    return {**row, "score": float(np.mean([row[name] or 0.0 for name in parts]))}


def _save_best(out_dir: Path, network, config: TrainingConfig, split: dict, state: _State) -> None:
    save_checkpoint(
        out_dir / "best.pth",
        network,
        name=config.backbone,
        backbone=config.backbone,
        preprocessing=config.preprocessing,
        training={
            "config": asdict(config),
            "split": split,
            "step": state.step,
            "validation": state.history[-1],
        },
    )


def _decay_groups(network: torch.nn.Module, weight_decay: float) -> list[dict]:
    """L2 on weights, not on biases and normalisation."""
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0}]


def _learning_rate_factor(step: int, config: TrainingConfig) -> float:
    """Linear warm-up, then cosine decay to 1 %."""
    if step < config.warmup_steps:
        return (step + 1) / config.warmup_steps
    done = (step - config.warmup_steps) / max(1, config.steps - config.warmup_steps)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def _progress_line(row: dict, steps: int, seconds_left: float) -> str:
    figures = " ".join(
        f"{name} {row[name]:.3f}"
        for name in ("loss", "liver_dice", "lesion_dice", "auc_lesion", "macro_f1", "score")
        if row[name] is not None
    )
    return f"step {row['step']}/{steps} {figures} ({seconds_left / 60:.0f} min left)"
