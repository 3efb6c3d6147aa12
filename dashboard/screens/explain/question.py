"""One question to the model: under it the answer is kept."""

from __future__ import annotations

from typing import NamedTuple

from core.attribution import METHODS
from core.attribution.target import LESION
from core.labels import DISPLAY_NAMES
from dashboard.state.explain_choice import Choice


class Question(NamedTuple):
    """Why did this model give this score to this slice, by this method?"""

    digest: str
    weights_sha256: str
    index: int
    method: str
    target: str
    #: ((name, value), ...) of what differs from the method's defaults.
    parameters: tuple[tuple[str, object], ...] = ()
    smooth_samples: int = 0


def ask(
    choice: Choice, digest: str, weights_sha256: str, index: int, method: str | None = None
) -> Question:
    """The question as chosen, or the same by another method with that method's own settings."""
    method = method or choice.method
    kind = METHODS[method]
    changed = choice.parameters.get(method, {})
    defaults = {parameter.name: parameter.default for parameter in kind.parameters}
    settings = tuple(
        (name, value) for name, value in sorted(changed.items()) if value != defaults.get(name)
    )
    samples = choice.smooth_samples if kind.gradient else 0
    return Question(digest, weights_sha256, index, method, choice.target, settings, samples)


def target_name(target: str) -> str:
    """In words, for a sentence: "malignant-looking", "lesion-mask"."""
    return "lesion-mask" if target == LESION else DISPLAY_NAMES[target].lower()
