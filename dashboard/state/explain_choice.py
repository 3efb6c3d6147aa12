"""What the person asks of the Explain page, kept while they look at other pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.labels import MALIGNANT

#: Noisy copies that SmoothGrad averages when it is switched on.
SMOOTH_SAMPLES = 8


@dataclass
class Choice:
    """Method, target and settings. Names are those of `core.attribution`."""

    method: str = "grad_cam"
    target: str = MALIGNANT
    #: Method -> parameter -> value; only what was changed.
    parameters: dict[str, dict[str, object]] = field(default_factory=dict)
    #: Noisy copies for SmoothGrad, 0 for none; for the methods that take gradients.
    smooth_samples: int = 0
    #: Other methods, shown small under the image.
    beside: tuple[str, ...] = ()
    #: When the last click on a small view that was followed happened, ms.
    last_click: float = 0.0

    def set_parameter(self, method: str, name: str, value: object) -> None:
        self.parameters.setdefault(method, {})[name] = value

    def follow(self, click: tuple[str, float] | None) -> bool:
        """A small view was clicked: its method is shown large from now on, and the one that was
        large stays in view. False for no click, or one that was followed before."""
        if click is None or click[1] <= self.last_click:
            return False
        method, self.last_click = click
        self.show_large(method)
        return True

    def show_large(self, method: str) -> None:
        """Show `method` large; small views, if there are any, keep their place."""
        if self.beside:
            self.beside = tuple(dict.fromkeys((*self.beside, self.method, method)))
        self.method = method
