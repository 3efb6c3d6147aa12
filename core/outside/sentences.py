"""What is said of a connection, whoever is at its other end."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def cancelled() -> str:
    return "Cancelled."
