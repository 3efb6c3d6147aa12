"""Draws training samples: a pure function of (seed, step), so that a run can be resumed exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.labels import LIVER_CODE
from core.preprocessing import PreprocessingConfig, slice_tensors
from core.training.acquisition import change_acquisition
from core.training.augmentation import (
    change_contrast,
    change_sharpness_and_noise,
    crop_to_body,
    crop_to_patch,
    warp,
)
from core.training.data import (
    IGNORED_CLASS,
    OUTLINE,
    USUAL_PHASE,
    SliceDataset,
    slice_class_of,
)
from core.training.gallbladder import draw_gallbladder
from core.training.lesion_simulation import simulate_lesions
from core.training.lesion_transplant import cut_lesions, transplant_lesions
from core.training.phase import change_phase, hide_faint


@dataclass(frozen=True)
class SamplingConfig:
    """How often what is drawn."""

    batch_size: int = 16
    #: Lesion slices are drawn this many times as often as the others.
    lesion_weight: float = 3.0
    #: Slices with a benign lesion are rarer still.
    benign_weight: float = 6.0
    #: Share of samples with simulated lesions.
    simulated_share: float = 0.45
    #: Share of samples with lesions of other slices (`lesion_transplant`).
    transplanted_share: float = 0.0
    #: Share of samples with a gallbladder drawn beside the liver, which is no lesion.
    gallbladder_share: float = 0.0
    #: Share of samples without any liver.
    liver_free_share: float = 0.12
    #: Slices that are not portal-venous are drawn this many times as often.
    phase_weight: float = 1.0
    #: Lesion-free slices in which the first weights outline a lesion (`hard_negatives`).
    hard_weight: float = 1.0
    #: Share of portal-venous samples redrawn without contrast or in the arterial phase.
    phase_share: float = 0.25
    #: Whether `acquisition.change_acquisition` has its turn.
    acquisition: bool = False
    #: Share of liver-free samples that are mirrored left to right; the others never are, because
    #: the liver is on the right.
    mirrored_share: float = 0.5
    #: Rows kept of a training sample, a multiple of 32: around the body, or, where `columns` are
    #: given as well, of a patch (`augmentation.crop_to_patch`).
    rows: int = 192
    #: Columns of the patch, a multiple of 32; 0 keeps the slice's whole width.
    columns: int = 0


class BatchSampler(torch.utils.data.Dataset):
    """`sampler[step]` is the batch of that step: (inputs, masks, classes).

    inputs (b, 3, rows, s) float32 in 0..1; masks (b, rows, s) int64 with 255 for uncertain;
    classes (b,) int64 with `IGNORED_CLASS` where unknown.
    """

    def __init__(
        self,
        slices: SliceDataset,
        liver_free: np.ndarray | None,
        preprocessing: PreprocessingConfig,
        config: SamplingConfig,
        *,
        steps: int,
        seed: int,
        hard: np.ndarray | None = None,
    ) -> None:
        """`hard`: (n,) bool, lesion-free slices that are drawn more often."""
        self.slices, self.liver_free = slices, liver_free
        self.preprocessing, self.config = preprocessing, config
        self.steps, self.seed = steps, seed
        self._classes, self._class_only = slices.slice_class, slices.class_only
        weights = np.where(slices.with_lesion, config.lesion_weight, 1.0)
        weights = np.where(self._classes == 1, config.benign_weight, weights)
        self._portal = slices.phases == USUAL_PHASE
        weights = np.where(self._portal, weights, config.phase_weight * weights)
        if hard is not None:
            weights = np.where(hard, config.hard_weight * weights, weights)
        self._probabilities = weights / weights.sum()
        self._lesions = cut_lesions(slices.image, slices.label) if config.transplanted_share else []

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        if not 0 <= step < self.steps:
            raise IndexError(step)
        rng = np.random.default_rng((self.seed, step))
        samples = [self._draw(rng) for _ in range(self.config.batch_size)]
        images, masks, classes = zip(*samples, strict=True)
        inputs = slice_tensors(np.stack(images), self.preprocessing)
        return inputs, torch.from_numpy(np.stack(masks).astype(np.int64)), torch.tensor(classes)

    def _crop(
        self, image: np.ndarray, label: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        rows = min(self.config.rows, image.shape[0])
        if not self.config.columns:
            return crop_to_body(image, label, rows, rng)
        return crop_to_patch(image, label, rows, min(self.config.columns, image.shape[1]), rng)

    def _draw(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, int]:
        told, portal, outline = None, True, False
        if self.liver_free is not None and rng.random() < self.config.liver_free_share:
            image = self.liver_free[rng.integers(len(self.liver_free))].astype(np.float32)
            if rng.random() < self.config.mirrored_share:
                image = image[:, ::-1].copy()
            label, missed = np.zeros(image.shape, np.uint8), False
        else:
            index = rng.choice(len(self.slices), p=self._probabilities)
            image = self.slices.image[index].astype(np.float32)
            label = self.slices.label[index]
            missed = self.slices.quality[index] == "missed"
            outline = self.slices.quality[index] == OUTLINE
            portal = self._portal[index]
            if self._class_only[index]:
                told = int(self._classes[index])
            # Drawn first, so that no lesion is drawn into it.
            elif rng.random() < self.config.gallbladder_share:
                image, label = draw_gallbladder(image, label, rng)
            if told is None and self._lesions and rng.random() < self.config.transplanted_share:
                image, label = transplant_lesions(image, label, self._lesions, rng)
            if told is None and rng.random() < self.config.simulated_share:
                image, label = simulate_lesions(image, label, rng)
        image, label = warp(image, label, rng)
        image, label = self._crop(image, label, rng)
        if portal and rng.random() < self.config.phase_share:
            image, label = change_phase(image, label, rng)
        image = change_contrast(image, label, rng)
        image = change_sharpness_and_noise(image, rng)
        if self.config.acquisition:
            image = change_acquisition(image, rng)
            label = hide_faint(image, label)
        if missed:  # a lesion that the mask lacks: the liver's pixels say nothing
            label = np.where(label == LIVER_CODE, np.uint8(255), label)
        if told is not None:
            return image, label, told
        if missed:
            return image, label, IGNORED_CLASS
        return image, label, slice_class_of(label, liver_known=not outline)
