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
    #: When the latest click on a small view that was heeded happened, ms.
    heeded: float = 0.0

    def set_parameter(self, method: str, name: str, value: object) -> None:
        self.parameters.setdefault(method, {})[name] = value

    def heed(self, click: tuple[str, float] | None) -> bool:
        """A small view was clicked: its method is the one shown large from now on, and the one
        that was large stays in sight. False for no click, or one that was heeded before."""
        if click is None or click[1] <= self.heeded:
            return False
        method, self.heeded = click
        self.keep_in_sight(method)
        return True

    def keep_in_sight(self, method: str) -> None:
        """Show `method` large; small views, if there are any, keep their place."""
        if self.beside:
            self.beside = tuple(dict.fromkeys((*self.beside, self.method, method)))
        self.method = method
