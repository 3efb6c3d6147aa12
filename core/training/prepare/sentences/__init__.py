"""What `core.training.prepare` says to people, a function per sentence."""

from core.training.prepare.sentences import scans, tables

__all__ = ["scans", "tables"]
