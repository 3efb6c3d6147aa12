"""Train one backbone, top to bottom; the best weights so far are always on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from core.models import build_network, load_checkpoint, save_checkpoint
from core.series import Series
from core.training import sentences
from core.training.config import TrainingConfig
from core.training.data import SliceDataset, load_slices
from core.training.depthwise import run_depthwise_in_float32
from core.training.fitting import fit_to_backbone
from core.training.json_files import HISTORY, RUN, write_json
from core.training.lesion_free_series import read_lesion_free
from core.training.modality import settings_for
from core.training.sampler import BatchSampler
from core.training.schedule import decay_groups, learning_rate_factor
from core.training.slice_head import refit_slice_head
from core.training.split import absent_classes, members, read_split, split_by_subject
from core.training.start import (
    continue_from,
    earlier_history,
    hard_slices,
    load_encoder_in_order,
    outline_nothing,
    same_decoder,
    take_encoder,
)
from core.training.state import TrainingState
from core.training.step import placed, train_step
from core.training.teachers import load_teachers
from core.training.validation import validate

#: Figures of a line of progress.
PROGRESS = (
    "loss",
    "liver_dice",
    "lesion_dice",
    "lesion_sensitivity",
    "auc_lesion",
    "macro_f1",
    "alarms",
    "alarms_portal",
    "alarms_noncontrast",
    "alarms_arterial",
    "alarms_mixed",
    "series_ml",
    "series_malignant",
    "score",
)
#: A line of progress at least this often, seconds.
REPORT_EVERY_S = 30


@dataclass(frozen=True)
class TrainingResult:
    """Where the run left its best weights, and its curve."""

    checkpoint: Path
    split: dict[str, list[int]]
    history: list[dict]


def run_training(
    config: TrainingConfig,
    data: Path | Sequence[Path],
    out_dir: Path,
    *,
    split_file: Path | None = None,
    lesion_free: list[Path] | None = None,
    liver_free: np.ndarray | None = None,
    initial_encoder: Path | None = None,
    pretrained: bool = False,
    start_from: Path | None = None,
    teachers: Sequence[Path] = (),
    resume: bool = False,
    report: Callable[[str], None] | None = None,
) -> TrainingResult:
    """Train on the train subjects, choose on the validation subjects; test subjects are untouched.

    Args:
        data: one training file, or several whose subject numbers don't collide.
        split_file: subjects of each part (`split.read_split`); None draws them by `config.seed`.
        lesion_free: CT series of no training subject in which nobody sees a lesion: part of the
            validation score is that a model outlines none there.
        liver_free: (n, s, s) uint8 slices without liver (`training.liver_free`).
        initial_encoder: state dict (ImageNet) whose tensors fit the encoder in order.
        pretrained: fetch timm's ImageNet weights instead (needs a connection).
        start_from: go on from a checkpoint's weights with a new schedule (a second stage); of the
            same backbone, or of a shallower residual one (`training.start.continue_from`).
        teachers: checkpoints whose masks and classes, averaged, are learned from beside the
            labels (distillation).
        resume: go on from `out_dir/last.pth`.
        report: called with one line now and then.

    Raises:
        TrainingDataError: the data can't be used.
        UsageError, CheckpointError: what an earlier run left is missing, damaged, or does not fit.
        UnknownModelError: no such backbone, or it can't be used for these slices.
    """
    report = report or (lambda line: None)
    out_dir.mkdir(parents=True, exist_ok=True)
    slices = load_slices(data)
    split = read_split(split_file, slices) if split_file else None
    split = split or split_by_subject(slices, seed=config.seed)
    config = settings_for(config, slices)
    config, options, note = fit_to_backbone(config, slices.image.shape[1:])
    if note:
        report(note)
    silent = read_lesion_free(lesion_free or [])
    train, val = members(slices, split["train"]), members(slices, split["val"])
    earlier = load_checkpoint(start_from) if start_from else None
    teacher = load_teachers(teachers, config.preprocessing)
    silent_mask = bool(train.class_only.all()) and not earlier and not teacher
    if silent_mask:
        report(sentences.outlines_nothing())
    before = earlier_history(start_from) if start_from else []
    torch.manual_seed(config.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = build_network(
        config.backbone,
        pretrained=pretrained,
        decoder=config.decoder,
        decoder_channels=config.decoder_channels,
        options=options,
    )
    if initial_encoder:
        load_encoder_in_order(network.get_submodule("encoder"), initial_encoder)
    if earlier and not same_decoder(network, earlier):
        take_encoder(network, earlier)
        report(f"the encoder of {earlier.file.name} with a new decoder")
    elif earlier:
        added = continue_from(network, earlier)
        if added:
            report(f"{earlier.backbone} grown to {config.backbone}: {added} blocks more")
    if silent_mask:
        outline_nothing(network)
    hard, said = hard_slices(earlier, train)
    for line in said:
        report(line)
    network = placed(network, device)
    if device.type == "cpu":
        run_depthwise_in_float32(network)
    teacher = teacher and placed(teacher, device)
    average = torch.optim.swa_utils.AveragedModel(
        network,
        multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(config.ema_decay),
        use_buffers=True,
    )
    optimiser = torch.optim.AdamW(
        decay_groups(network, config.weight_decay), lr=config.learning_rate
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda s: learning_rate_factor(s, warmup_steps=config.warmup_steps, steps=config.steps),
    )
    state = TrainingState(network, average, optimiser, schedule)
    if resume:
        state.resume(out_dir)
    # After that: where the run can't begin, that of an earlier one stays.
    write_json(
        out_dir / RUN,
        {
            "config": asdict(config),
            "split": split,
            "outlines_nothing": silent_mask,
            "earlier": earlier and {"backbone": earlier.backbone, **earlier.training},
            "teachers": teacher.record if teacher else [],
        },
    )

    sampler = BatchSampler(
        train,
        liver_free,
        config.preprocessing,
        config.sampling,
        steps=config.steps,
        seed=config.seed,
        hard=hard,
    )
    batches = torch.utils.data.DataLoader(
        torch.utils.data.Subset(sampler, range(state.step, config.steps)),
        batch_size=None,
        num_workers=min(8, max(1, (os.cpu_count() or 2) // 2)),
        prefetch_factor=4,
        # Its own generator: the loader draws a seed, and that draw must not move the network's.
        generator=torch.Generator(),
    )
    for line in absent_classes({"train": train, "val": val}):
        report(line)
    started, first_step, losses = time.monotonic(), state.step, []
    spoke = started
    for inputs, masks, classes in batches:
        losses.append(train_step(state, config, inputs, masks, classes, teacher))
        pace = (time.monotonic() - started) / (state.step - first_step)
        if state.step % config.evaluate_every and state.step != config.steps:
            if time.monotonic() - spoke > REPORT_EVERY_S:
                spoke = time.monotonic()
                so_far = {"step": state.step, "loss": float(np.mean(losses[-20:]))}
                report(_progress_line(so_far, config.steps, pace * (config.steps - state.step)))
            continue
        row: dict[str, Any] = {
            "stage": 1 + max((row["stage"] for row in before), default=0),
            "step": state.step,
            "loss": float(np.mean(losses)),
            "learning_rate": schedule.get_last_lr()[0],
            **validate(average.module, val, config.preprocessing, silent),
        }
        losses.clear()
        state.history.append(row)
        gained = row["score"] > state.best_score
        if row["score"] >= state.best_score - config.score_tolerance:
            _save_best(out_dir, average.module, config, split, state)
        state.best_score = max(state.best_score, row["score"])
        state.evaluations_without_gain = 0 if gained else state.evaluations_without_gain + 1
        state.save(out_dir / "last.pth")
        write_json(out_dir / HISTORY, before + state.history)
        spoke = time.monotonic()
        report(_progress_line(row, config.steps, pace * (config.steps - state.step)))
        if config.patience and state.evaluations_without_gain >= config.patience:
            report(f"stopped early: {config.patience} evaluations without a better score")
            break
        network.train()
    if config.slice_head_batches:
        _finish_slice_head(out_dir, config, train, val, liver_free, silent, report)
    return TrainingResult(out_dir / "best.pth", split, state.history)


def _save_best(
    out_dir: Path,
    network: nn.Module,
    config: TrainingConfig,
    split: dict,
    state: TrainingState,
) -> None:
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


def _finish_slice_head(
    out_dir: Path,
    config: TrainingConfig,
    train: SliceDataset,
    val: SliceDataset,
    liver_free: np.ndarray | None,
    silent: Sequence[tuple[str, Series]],
    report: Callable[[str], object],
) -> None:
    """Refit the slice head of the best weights; kept where the validation score does not fall."""
    best = load_checkpoint(out_dir / "best.pth")
    before = validate(best.network, val, config.preprocessing, silent)
    sampler = BatchSampler(
        train,
        liver_free,
        config.preprocessing,
        config.sampling,
        steps=config.slice_head_batches,
        seed=config.seed + 1,
    )
    refit_slice_head(
        best.network, train, config.preprocessing, (sampler[i] for i in range(len(sampler)))
    )
    after = validate(best.network, val, config.preprocessing, silent)
    kept = after["score"] >= before["score"]
    report(f"slice head refitted: score {before['score']:.3f} -> {after['score']:.3f}")
    if kept:
        save_checkpoint(
            out_dir / "best.pth",
            best.network,
            name=best.name,
            backbone=best.backbone,
            preprocessing=best.preprocessing,
            training={**best.training, "slice_head": after},
        )


def _progress_line(row: dict, steps: int, seconds_left: float) -> str:
    figures = " ".join(f"{name} {row[name]:.3f}" for name in PROGRESS if row.get(name) is not None)
    return f"step {row['step']}/{steps} {figures} ({seconds_left / 60:.0f} min left)"
