"""The settings of one training run."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import UsageError
from core.models.network import DECODER, DECODER_CHANNELS
from core.preprocessing import PreprocessingConfig
from core.training import sentences
from core.training.losses import LossConfig
from core.training.sampler import SamplingConfig


@dataclass(frozen=True)
class TrainingConfig:
    """One run. Everything here is saved with the weights."""

    backbone: str = "tf_efficientnet_lite0"
    #: One of `core.models.decoders.DECODERS`, and its widths.
    decoder: str = DECODER
    decoder_channels: tuple[int, ...] = DECODER_CHANNELS
    steps: int = 3000
    learning_rate: float = 1.2e-3
    weight_decay: float = 1e-2
    warmup_steps: int = 100
    clip_norm: float = 2.0
    #: Decay of the moving average of the weights that is evaluated and kept (Polyak averaging).
    ema_decay: float = 0.995
    evaluate_every: int = 150
    #: A later evaluation replaces the best one even if its score is lower by this: with few
    #: validation subjects a smaller difference is noise, and later weights have learnt more.
    score_tolerance: float = 0.005
    #: Stop after this many evaluations without a better validation score; 0 never stops early.
    patience: int = 0
    #: Sampled batches for fitting the slice head once the rest is done; 0 leaves it as trained.
    slice_head_batches: int = 24
    seed: int = 0
    loss: LossConfig = field(default_factory=LossConfig)
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
            if "decoder_channels" in values:
                values["decoder_channels"] = tuple(values["decoder_channels"])
            if "loss" in values:
                values["loss"] = LossConfig(**values["loss"])
            if "sampling" in values:
                values["sampling"] = SamplingConfig(**values["sampling"])
            if "preprocessing" in values:
                values["preprocessing"] = PreprocessingConfig.from_dict(values["preprocessing"])
            return cls(**values)
        except TypeError as error:
            raise UsageError(sentences.settings_unusable(error)) from error
