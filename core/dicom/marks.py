"""What may tell acquisitions and reconstructions in one series apart, most likely first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """Values that are the same for all slices of one acquisition or reconstruction."""

    #: As it reads in a sentence: "split into 2 series by ...".
    name: str
    #: In the header, or in the frame's own functional groups; () if it is no element.
    keywords: tuple[str, ...] = ()
    #: Too weak to count where no two slices share a position: it may differ within one volume.
    only_at_shared_positions: bool = False


#: Marks that are no elements of the header.
DIMENSION_INDEX, FILE = Mark("dimension index"), Mark("file")
FOLDER = Mark("folder", only_at_shared_positions=True)
FILE_NAME = Mark("file name", only_at_shared_positions=True)

MARKS = (
    Mark("temporal position", ("TemporalPositionIdentifier",)),
    Mark("acquisition number", ("AcquisitionNumber",)),
    Mark("tube voltage", ("KVP",)),
    Mark("image type", ("ImageType",)),
    Mark("reconstruction kernel", ("ConvolutionKernel",)),
    Mark("slice thickness", ("SliceThickness",)),
    Mark("trigger time", ("TriggerTime",)),
    Mark("cardiac phase", ("NominalPercentageOfCardiacPhase",)),
    DIMENSION_INDEX,
    Mark("acquisition time", ("AcquisitionDate", "AcquisitionTime", "AcquisitionDateTime")),
    Mark("series number", ("SeriesNumber",)),
    Mark("series description", ("SeriesDescription",)),
    Mark("series time", ("SeriesDate", "SeriesTime")),
    Mark("contrast agent", ("ContrastBolusAgent",)),
    Mark("contrast timing", ("ContrastBolusStartTime",)),
    Mark("protocol", ("ProtocolName",)),
    Mark("filter", ("FilterType",)),
    Mark("reconstruction algorithm", ("ReconstructionAlgorithm", "ConvolutionKernelGroup")),
    Mark("reference time", ("FrameReferenceDateTime",)),
    Mark("comments", ("ImageComments",)),
    FILE,
    Mark("content time", ("ContentDate", "ContentTime"), only_at_shared_positions=True),
    FOLDER,
    FILE_NAME,
)

_IN_TIME = (
    "temporal position",
    "acquisition number",
    "trigger time",
    "cardiac phase",
    "acquisition time",
)
#: Images of one place over time differ in one of these.
TIME_MARKS = tuple(mark for mark in MARKS if mark.name in _IN_TIME)

#: Every keyword of a mark.
MARK_KEYWORDS = tuple(keyword for mark in MARKS for keyword in mark.keywords)
