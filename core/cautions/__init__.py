"""Reasons to doubt a result, as codes and sentences."""

from core.cautions.find import find_cautions

__all__ = ["find_cautions"]
