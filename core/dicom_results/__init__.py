"""An analysed series as DICOM objects for an archive: what `core.export.dicom` writes, with the
report, the key images and the heatmap that go into them.

results = dicom_results(analysis, model, include_name=True)
results.files                                   # name -> content
write_dicom_results(analysis, model, folder)    # the same, into a folder
"""

from core.dicom_results.results import KINDS, DicomResults, dicom_results, refuse_without_dicom
from core.dicom_results.write import write_dicom_results, zipped

__all__ = [
    "KINDS",
    "DicomResults",
    "dicom_results",
    "refuse_without_dicom",
    "write_dicom_results",
    "zipped",
]
