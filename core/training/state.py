"""All that changes while training, saved in one file so that a run can stop and go on."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.optim.swa_utils import AveragedModel

from core.atomic_write import atomic_file
from core.errors import UsageError
from core.models.checkpoints import UNREADABLE, load_checkpoint
from core.training import file_sentences as sentences

_WITH_STATE = ("network", "average", "optimiser", "schedule")
_PLAIN = {"step": int, "best_score": float, "evaluations_without_gain": int, "history": list}


class TrainingState:
    """Networks, optimiser, schedule, counters, history and the random generator."""

    def __init__(
        self,
        network: nn.Module,
        average: AveragedModel,
        optimiser: Optimizer,
        schedule: LRScheduler,
    ) -> None:
        self.network, self.average = network, average
        self.optimiser, self.schedule = optimiser, schedule
        self.step, self.best_score, self.evaluations_without_gain = 0, -math.inf, 0
        self.history: list[dict] = []

    def save(self, path: Path) -> None:
        """Write all of it whole or not at all.

        Raises:
            UsageError: the file can't be written.
        """
        content = {name: getattr(self, name).state_dict() for name in _WITH_STATE}
        content |= {name: getattr(self, name) for name in _PLAIN}
        with atomic_file(path) as part:
            torch.save({**content, "random": torch.get_rng_state()}, part)

    def resume(self, folder: Path) -> None:
        """Go on with the run in `folder`: as `load` of its `last.pth`.

        Raises:
            CheckpointError: its `best.pth` is missing or damaged. It may be the best to the end,
                so the error comes now, not after the last step.
        """
        load_checkpoint(folder / "best.pth")
        self.load(folder / "last.pth")

    def load(self, path: Path) -> None:
        """Take over what `save` wrote.

        Raises:
            UsageError: there is no such file, it is damaged, or it is of other settings.
        """
        if not path.is_file():
            raise UsageError(sentences.nothing_to_resume(path.name, path.parent.name))
        try:
            saved = torch.load(path, map_location="cpu", weights_only=True)
            for name in _WITH_STATE:
                getattr(self, name).load_state_dict(saved[name])
            for name, kind in _PLAIN.items():
                if type(saved[name]) is not kind:
                    raise TypeError(name)
                setattr(self, name, saved[name])
            torch.set_rng_state(saved["random"])
        except UNREADABLE as error:
            raise UsageError(sentences.state_does_not_fit(path.name)) from error
