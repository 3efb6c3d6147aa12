"""The question that the choice on the page asks of the model."""

from __future__ import annotations

from core.attribution import METHODS
from core.attribution.target import LESION
from core.labels import DISPLAY_NAMES
from dashboard.state.explain_choice import Choice
from dashboard.state.explanations import Question, Setting


def ask(choice: Choice, weights_sha256: str, index: int, method: str | None = None) -> Question:
    """The question as chosen, or the same by another method with that method's own settings."""
    method = method or choice.method
    kind = METHODS[method]
    changed = choice.parameters.get(method, {})
    defaults = {parameter.name: parameter.default for parameter in kind.parameters}
    settings = tuple(
        Setting(name, value)
        for name, value in sorted(changed.items())
        if value != defaults.get(name)
    )
    samples = choice.smooth_samples if kind.gradient else 0
    return Question(weights_sha256, index, method, choice.target, settings, samples)


def is_quick(question: Question) -> bool:
    """Whether the answer takes seconds: some passes of the network, not hundreds."""
    return METHODS[question.method].gradient and not question.smooth_samples


def target_name(target: str) -> str:
    """In words, for a sentence: "malignant-looking", "lesion-mask"."""
    return "lesion-mask" if target == LESION else DISPLAY_NAMES[target].lower()
