"""The colours of text against what lies behind it, by WCAG 2.2 (success criterion 1.4.3)."""

from __future__ import annotations

import re

import pytest

from tools.server import ROOT

#: The least ratio for text of the normal size.
LEAST = 4.5

SHEETS = {
    "pages": ROOT / "dashboard" / "theme" / "shell.css",
    "viewer": ROOT / "dashboard" / "components" / "viewer" / "css" / "layout.css",
}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """1 (the same colour) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("ink", ["ink", "soft", "faint"])
def test_text_can_be_read_on_every_surface(sheet, ink):
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", SHEETS[sheet].read_text("utf-8")))
    surfaces = {name: colours[name] for name in ("ground", "panel", "raised") if name in colours}
    assert surfaces
    ratios = {name: contrast(colours[ink], colour) for name, colour in surfaces.items()}
    assert min(ratios.values()) >= LEAST, ratios
