"""What a reader measures in the viewer: checked when it comes, and kept as plain values.

measurement_of(received, n_slices)      # from a browser: InputError where it is none
plain_measurement(measurement)          # for the browser and the worklist
"""

from core.measurements.limits import MOST
from core.measurements.measurement import FIGURES, KINDS, PLANES, Measurement, in_order, in_plane
from core.measurements.plain import Change, change_of, measurement_of, plain_measurement, stored

__all__ = [
    "FIGURES",
    "KINDS",
    "MOST",
    "PLANES",
    "Change",
    "Measurement",
    "change_of",
    "in_order",
    "in_plane",
    "measurement_of",
    "plain_measurement",
    "stored",
]
