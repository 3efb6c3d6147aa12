"""How much is taken from a browser, and what a figure can be."""

from __future__ import annotations

#: Measurements of one series.
MOST = 200
#: Corners of a freehand outline, and of all measurements of a series together.
MOST_CORNERS = 2000
MOST_POINTS = 20_000
#: Letters of a name.
LONGEST_NAME = 60
#: The number in "Ruler 12".
HIGHEST_NUMBER = 1_000_000
#: mm from the origin of the patient's frame, in any direction.
FARTHEST_MM = 100_000.0

#: Figure -> its least and its largest value.
RANGES: dict[str, tuple[float, float]] = {
    "length_mm": (0.0, FARTHEST_MM),
    "angle_degrees": (0.0, 180.0),
    "diameter_mm": (0.0, FARTHEST_MM),
    "short_axis_mm": (0.0, FARTHEST_MM),
    # Voxels are sent to the browser as 16-bit integers.
    "hu": (-32768.0, 32767.0),
    "mean_hu": (-32768.0, 32767.0),
    "sd_hu": (0.0, 65535.0),
    "min_hu": (-32768.0, 32767.0),
    "max_hu": (-32768.0, 32767.0),
    "area_mm2": (0.0, FARTHEST_MM**2),
    "pixels": (1.0, 100_000_000.0),
}
