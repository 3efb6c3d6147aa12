"""DejaVu Sans, which comes with matplotlib: the font of the report and of pictures with words.

It has Latin, Greek, Cyrillic, Arabic and Hebrew letters, dashes and signs; Pillow's own font, which
is smaller, lacks even the en dash of a range.
"""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import ImageFont


def dejavu_file(*, bold: bool = False) -> Path:
    """Its TrueType file."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@functools.cache
def picture_font(size: int) -> ImageFont.FreeTypeFont:
    """For pictures, `size` pixels high."""
    return ImageFont.truetype(dejavu_file(), size)
