"""The log of the server that is attacked."""

from __future__ import annotations

from tools.attack.arena import Arena


class ServerLog:
    """Whether the server's log tells of an error that nobody caught."""

    def __init__(self, arena: Arena) -> None:
        self._arena = arena
        self._seen = self._count()

    def news(self) -> str:
        """ "" for nothing new."""
        before, self._seen = self._seen, self._count()
        return "a traceback in the server's log" if self._seen > before else ""

    def _count(self) -> int:
        return self._arena.server_log().count("Traceback (most recent call last)")
