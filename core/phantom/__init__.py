"""Synthetic abdominal CT with known lesions, for demos, tests and training.

`make_phantom` builds a patient, with its exact mask, from a case and a seed; `write_dicom` saves it
as a portal-venous CT series. `make_phase_study` and `write_phase_study` do so for a study of four
phases. Research use only. Not a medical device.
"""

from core.phantom.build import Phantom, make_phantom
from core.phantom.dicom_writer import write_dicom
from core.phantom.lesions import PhantomLesion
from core.phantom.mr import make_mr
from core.phantom.mr_writer import write_mr
from core.phantom.phase_study import PhaseStudy, make_phase_study, write_phase_study
from core.phantom.visit import Visit

__all__ = [
    "Phantom",
    "PhantomLesion",
    "PhaseStudy",
    "Visit",
    "make_mr",
    "make_phantom",
    "make_phase_study",
    "write_dicom",
    "write_mr",
    "write_phase_study",
]
