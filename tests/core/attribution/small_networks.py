"""Networks small enough to work out by hand, and one with layers of the usual kinds."""

from __future__ import annotations

import torch
from torch import nn

from tests.core.known_network import BandNetwork

SIZE = 8


class Weighted(nn.Module):
    """Scores (n, 2): the sum of w x over the first channel plus twice that over the second, and
    its negative. The third channel has no effect."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.linspace(-1.0, 2.0, SIZE * SIZE).reshape(SIZE, SIZE)

    def forward(self, slices):
        score = (self.weights * (slices[:, 0] + 2 * slices[:, 1])).sum(dim=(1, 2))
        return torch.stack([score, -score], dim=1)

    def by_hand(self, slices):
        """(n, s, s): what each pixel contributes to the first score, relative to 0."""
        return self.weights * (slices[:, 0] + 2 * slices[:, 1])


class Squared(nn.Module):
    """Scores (n, 1): sum of x² over the first channel."""

    def forward(self, slices):
        return (slices[:, 0] ** 2).sum(dim=(1, 2))[:, None]


class Hinge(nn.Module):
    """Scores (n, 1): max(0, sum of the first channel - 1), where `rectify` is the max."""

    def __init__(self, rectify) -> None:
        super().__init__()
        self.rectify = rectify

    def forward(self, slices):
        return self.rectify(slices[:, 0].sum(dim=(1, 2), keepdim=False)[:, None] - 1)


def small_cnn() -> nn.Sequential:
    """Scores (n, 3) by convolutions, max pooling, ReLU and a linear layer; 8 x 8 pixels or more."""
    torch.manual_seed(3)
    network = nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(6, 6, 3, padding=1),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(32, 3),
    )
    with torch.no_grad():
        for layer in network:
            if isinstance(layer, nn.Conv2d):
                layer.weight *= 3  # otherwise the scores of all slices would be similar
    return network.eval()


def some_slices(n: int = 2, size: int = SIZE) -> torch.Tensor:
    """(n, 3, size, size) in 0..1, always the same."""
    return torch.rand(n, 3, size, size, generator=torch.Generator().manual_seed(5))


class PooledNetwork(nn.Module):
    """Class logits are weights times the slice's mean brightness (HU / 255); masks by HU band.

    The encoder halves its input five times in two steps, so a 64 x 64 slice has a map of 4 x 4
    cells at stride 16 and of 2 x 2 at stride 32.
    """

    WEIGHTS = (-8.0, 0.0, 8.0)

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.AvgPool2d(16), nn.AvgPool2d(2))
        self.bands = BandNetwork()

    def forward(self, slices):
        pooled = self.encoder(slices).mean(dim=(2, 3))
        return self.bands(slices)[0], pooled[:, :1] * torch.tensor(self.WEIGHTS)
