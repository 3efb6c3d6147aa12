"""DeepLift's rules for non-linear operations, wherever in a network they are called.

A batch has slices in its first half and their baselines in the second. Each non-linear operation
is replaced by one that gives the same result, but whose gradient with respect to the first half is
DeepLift's multiplier: the output's change, divided among the inputs, over each input's change. The
resulting attributions are complete.

Captum's own DeepLift does this in backward hooks on modules. These miss functions, modules that
are used twice and layers without a rule. Here the operations themselves are intercepted, whether a
module calls them or not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode

#: Below this difference between slice and baseline the gradient replaces the quotient, which
#: float32 can't resolve.
MIN_CHANGE = 1e-6
#: Points on the path from the baseline, for operations without a rule of their own. They are
#: Gauss-Legendre points, denser near the ends, where a layer norm changes fastest.
PATH_POINTS = 48


class RescaleRules(TorchFunctionMode):
    """While active, operations on such batches have DeepLift's multipliers as gradients.

    The network's own parameters must not require gradients, or they would be taken for slices.
    """

    def __torch_function__(
        self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "").rstrip("_")
        if _carries_gradient(args):
            if name in ELEMENTWISE:
                return _elementwise(func, args, kwargs)
            if name in MAXIMA:
                return _maxima(name, args, kwargs)
            if name in PRODUCTS and _carries_gradient(args[:1]) and _carries_gradient(args[1:2]):
                return _product(_OUT_OF_PLACE.get(name, func), args, kwargs)
            if name in WITHOUT_RULE:
                return _along_the_path(func, args, kwargs)
        return func(*args, **kwargs)


#: One value in, one out: DeepLift's Rescale rule (Shrikumar et al., ICML 2017, section 3.5.1).
ELEMENTWISE = frozenset(
    (
        *("relu", "relu6", "hardtanh", "leaky_relu", "elu", "selu", "celu", "silu", "gelu", "mish"),
        *("hardswish", "hardsigmoid", "sigmoid", "logsigmoid", "tanh", "softplus", "softsign"),
        *("clamp", "clamp_min", "clamp_max", "abs", "exp", "log", "log1p", "sqrt", "rsqrt", "pow"),
    )
)
#: The maximum of a window.
MAXIMA: dict[str, Callable[..., tuple[torch.Tensor, torch.Tensor]]] = {
    "max_pool2d": functional.max_pool2d_with_indices,
    "adaptive_max_pool2d": functional.adaptive_max_pool2d_with_indices,
}
#: Linear in each of two factors: squeeze-and-excitation gates, attention.
PRODUCTS = frozenset(
    {"mul", "multiply", "__mul__", "__rmul__", "__imul__", "matmul", "bmm", "__matmul__"}
)
#: Several values in and out.
WITHOUT_RULE = frozenset(
    (
        *("softmax", "log_softmax", "logsumexp", "topk", "amax", "amin", "max", "norm"),
        *("layer_norm", "group_norm", "instance_norm", "scaled_dot_product_attention"),
        *("normalize", "rms_norm"),
    )
)
_OUT_OF_PLACE = {"mul": torch.mul, "multiply": torch.mul, "__imul__": torch.mul}


def _carries_gradient(args: Sequence[object]) -> bool:
    return any(
        isinstance(a, torch.Tensor) and a.requires_grad and a.dim() > 0 and len(a) % 2 == 0
        for a in args
    )


def _elementwise(function: Callable, args: tuple, kwargs: dict) -> torch.Tensor:
    """Multiplier: change of the output / change of the input."""
    values = args[0]
    inputs = values.detach().clone().requires_grad_()
    with torch.enable_grad():
        # Another copy, because the operation may work in place.
        outputs = function(inputs.clone(), *args[1:], **kwargs)
        (slope,) = torch.autograd.grad(outputs.sum(), inputs)
    outputs = outputs.detach()
    (x, reference), (y, y_reference) = inputs.detach().chunk(2), outputs.chunk(2)
    change = x - reference
    small = change.abs() < MIN_CHANGE
    multiplier = torch.where(
        small, slope.chunk(2)[0], (y - y_reference) / torch.where(small, 1.0, change)
    )
    first = values.chunk(2)[0]
    return torch.cat([y + multiplier * (first - first.detach()), y_reference])


def _maxima(name: str, args: tuple, kwargs: dict) -> torch.Tensor:
    """Captum's rule: the rise from the baseline's maximum to the higher of the two maxima goes to
    the position of the slice's maximum; the rest, to the position of the baseline's."""
    kwargs = {key: value for key, value in kwargs.items() if key != "return_indices"}
    values = args[0]
    outputs, indices = MAXIMA[name](values.detach(), *args[1:], **kwargs)
    first, second = values.chunk(2)
    (y, y_reference), (place, place_reference) = outputs.chunk(2), indices.chunk(2)
    change = (first - second).detach().flatten(2)
    moved = (first - first.detach()).flatten(2)
    higher = torch.maximum(y, y_reference)
    result = y
    for rise, where in ((higher - y_reference, place), (y - higher, place_reference)):
        where = where.flatten(2)
        input_change = change.gather(2, where).view_as(rise)
        small = input_change.abs() < MIN_CHANGE
        multiplier = torch.where(small, 0.0, rise / torch.where(small, 1.0, input_change))
        result = result + multiplier * moved.gather(2, where).view_as(rise)
    return torch.cat([result, y_reference])


def _product(function: Callable, args: tuple, kwargs: dict) -> torch.Tensor:
    """a b - a' b' = (a - a') (b + b') / 2 + (a + a') / 2 (b - b'): each factor's Shapley value."""
    a, b = args[:2]
    outputs = function(a.detach(), b.detach(), *args[2:], **kwargs)
    y, y_reference = outputs.chunk(2)
    (a1, a0), (b1, b0) = _halves(a, len(outputs)), _halves(b, len(outputs))
    moved = function(a1 - a1.detach(), (b1 + b0).detach() / 2) + function(
        (a1 + a0).detach() / 2, b1 - b1.detach()
    )
    return torch.cat([y + moved, y_reference])


def _halves(values: torch.Tensor, rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Slices and baselines; a tensor shared by the whole batch is the same for both."""
    if len(values) != rows:
        return values, values
    slices, baselines = values.chunk(2)
    return slices, baselines


def _along_the_path(function: Callable, args: tuple, kwargs: dict) -> object:
    """Multiplier: the mean gradient on the straight path from baseline to slice (Sundararajan et
    al., ICML 2017, applied to this one operation)."""
    tensors = [a for a in args if isinstance(a, torch.Tensor) and a.requires_grad]
    places = [i for i, a in enumerate(args) if isinstance(a, torch.Tensor) and a.requires_grad]

    def call(*inputs: torch.Tensor) -> torch.Tensor:
        filled = list(args)
        for place, value in zip(places, inputs, strict=True):
            filled[place] = value
        result = function(*filled, **kwargs)
        return result if isinstance(result, torch.Tensor) else result[0]

    values = _PathGradient.apply(call, *tensors)
    plain = function(*args, **kwargs)
    return values if isinstance(plain, torch.Tensor) else type(plain)((values, *plain[1:]))


class _PathGradient(torch.autograd.Function):
    """forward: call(*tensors); backward, for the first half: the mean over `PATH_POINTS`."""

    @staticmethod
    def forward(
        ctx: Any, call: Callable[..., torch.Tensor], *tensors: torch.Tensor
    ) -> torch.Tensor:
        ctx.call = call
        ctx.save_for_backward(*(tensor.detach() for tensor in tensors))
        return call(*(tensor.detach() for tensor in tensors)).detach()

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        tensors = ctx.saved_tensors
        halves = [tensor.chunk(2) for tensor in tensors]
        up = gradient.chunk(2)[0]
        totals = [torch.zeros_like(first) for first, _ in halves]
        points, weights = np.polynomial.legendre.leggauss(PATH_POINTS)
        for point, weight in zip(points, weights, strict=True):
            share = float(point + 1) / 2
            with torch.enable_grad():
                inputs = [
                    (second + share * (first - second)).requires_grad_() for first, second in halves
                ]
                outputs = ctx.call(*inputs)
            for total, found in zip(totals, torch.autograd.grad(outputs, inputs, up), strict=True):
                total += found * (float(weight) / 2)
        return (None, *(torch.cat([total, torch.zeros_like(total)]) for total in totals))
