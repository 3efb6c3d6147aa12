"""Volumes of an open series at the addresses from which its viewers fetch them."""

from __future__ import annotations

import numpy as np

from dashboard.state import volumes
from dashboard.state.volumes import Kind


class Published:
    """One volume; another array takes the place of the one before it."""

    def __init__(self, kind: Kind) -> None:
        self.url = ""
        self._kind = kind

    def show(self, array: np.ndarray, affine_ras: np.ndarray) -> str:
        """URL path of the array for the viewer; the same array keeps its URL."""
        url = volumes.publish(array, affine_ras, kind=self._kind)
        if self.url not in ("", url):
            volumes.release(self.url)
        self.url = url
        return url

    def release(self) -> None:
        """Nobody fetches it any more."""
        if self.url:
            volumes.release(self.url)
            self.url = ""


class Publications:
    """All volumes of one series, to be released together."""

    def __init__(self) -> None:
        self._all: list[Published] = []

    def new(self, kind: Kind) -> Published:
        published = Published(kind)
        self._all.append(published)
        return published

    def release(self) -> None:
        for one in self._all:
            one.release()
