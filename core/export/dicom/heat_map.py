"""The heatmap of a series as a DICOM parametric map (PS3.3 A.75): float32, a frame for each slice.

A stored value is the share of the heat that has full colour on the pages; the real world value
mapping says what share 1 is. What OHIF 3.13 does decided the rest: it draws integers of 16 bits
wrongly, shows values from 0 to 1, whatever window is stated, and lays the frames on the slices of
the CT one by one. So there is a frame for each slice; those without liver are 0.
"""

from __future__ import annotations

import numpy as np
from pydicom import Dataset
from pydicom.sequence import Sequence as DicomSequence

from core import DISCLAIMER
from core.attribution import SeriesHeat
from core.export.dicom import codes
from core.export.dicom.codes import Coded
from core.export.dicom.equipment import EQUIPMENT, dates, file_of
from core.export.dicom.of_analysis import SERIES_NUMBERS, OfAnalysis
from core.labels import DISPLAY_NAMES, LESION

#: A longer map has the slices with liver alone: OHIF then shows none, but no archive chokes on it.
MOST_BYTES = 128 * 2**20


def heat_map_file(of: OfAnalysis, heat: SeriesHeat) -> bytes | None:
    """The map as a DICOM file; None where no slice shows liver.

    Args:
        heat: of the series of the analysis.
    """
    import highdicom
    from highdicom.sr import CodedConcept

    has_liver = of.analysis.liver_area_mm2 > 0
    if not has_liver.any():
        return None
    volume = of.analysis.series.volume
    full = heat.scale or 1.0
    fits = 4 * volume.size <= MOST_BYTES
    shown = np.arange(len(volume)) if fits else np.flatnonzero(has_liver)
    values = np.zeros((len(shown), *volume.shape[1:]), np.float32)
    for place, index in enumerate(shown):
        if has_liver[index]:
            values[place] = heat.on_slice(int(index)) / full
    # float32 too: a reader compares the range with the pixels.
    highest = float(values.max())
    explained = "lesion mask" if heat.target == LESION else DISPLAY_NAMES[heat.target].lower()
    settings = ("map", heat.target, heat.parameters["layer"])
    mapping = highdicom.pm.RealWorldValueMapping(
        lut_label="GRAD_CAM",
        lut_explanation=f"Grad-CAM of the {explained} score"[:64],
        unit=CodedConcept(*codes.NO_UNIT),
        value_range=(0.0, max(highest, float(np.finfo(np.float32).tiny))),
        slope=full,
        intercept=0.0,
        quantity_definition=CodedConcept(*codes.GRAD_CAM),
    )
    made = highdicom.pm.ParametricMap(
        source_images=[of.headers[int(index)] for index in shown],
        pixel_array=values,
        series_instance_uid=of.series_uid(*settings),
        series_number=SERIES_NUMBERS["map"],
        sop_instance_uid=of.sop_uid(*settings),
        instance_number=1,
        contains_recognizable_visual_features=False,
        real_world_value_mappings=[mapping],
        # Only this function takes a width of 1 around 0.5.
        voi_lut_transformations=[
            highdicom.VOILUTTransformation(
                window_center=0.5,
                window_width=1.0,
                voi_lut_function=highdicom.VOILUTFunctionValues.LINEAR_EXACT,
            )
        ],
        content_label="HEATMAP",
        content_description=f"Grad-CAM. {DISCLAIMER}",
        # Readers fail without it.
        content_creator_name="",
        content_qualification="RESEARCH",
        series_description=f"Heatmap, {heat.target} score. {of.use}",
        **EQUIPMENT,
        **dates(of.when),
    )
    made.BodyPartExamined = "LIVER"
    _from_feet_to_head(made)
    (shared,) = made.SharedFunctionalGroupsSequence
    if "FrameAnatomySequence" not in shared:
        shared.FrameAnatomySequence = DicomSequence([_anatomy()])
    return file_of(made, of.when)


def _from_feet_to_head(made: Dataset) -> None:
    """Put the frames in the order of the CT's slices.

    highdicom begins at the head. dcmqi 1.5 and OHIF 3.13 take the values in the order of the
    frames and lay them from the foot on, which turns such a map upside down.
    """
    frames = made.PerFrameFunctionalGroupsSequence
    heights = [float(one.PlanePositionSequence[0].ImagePositionPatient[2]) for one in frames]
    order = np.argsort(heights)
    values = np.frombuffer(made.FloatPixelData, "<f4").reshape(len(frames), -1)
    made.FloatPixelData = values[order].tobytes()
    made.PerFrameFunctionalGroupsSequence = DicomSequence([frames[index] for index in order])
    for place, frame in enumerate(made.PerFrameFunctionalGroupsSequence, start=1):
        frame.FrameContentSequence[0].DimensionIndexValues = [place]


def _anatomy() -> Dataset:
    """What every frame shows (PS3.3 C.7.6.16.2.8); dcmqi fails without it."""
    anatomy = Dataset()
    anatomy.FrameLaterality = "U"
    anatomy.AnatomicRegionSequence = DicomSequence([coded_item(codes.LIVER)])
    return anatomy


def coded_item(code: Coded) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code
    return item
