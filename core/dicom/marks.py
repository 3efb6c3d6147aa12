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
    #: Of MR images alone.
    is_of_mr: bool = False


#: Marks that are no elements of the header.
DIMENSION_INDEX, FILE = Mark("dimension index"), Mark("file")
FOLDER = Mark("folder", only_at_shared_positions=True)
FILE_NAME = Mark("file name", only_at_shared_positions=True)
B_VALUE = Mark("b value", is_of_mr=True)

MARKS = (
    Mark("echo time", ("EchoTime",), is_of_mr=True),
    B_VALUE,
    Mark("inversion time", ("InversionTime",), is_of_mr=True),
    Mark("flip angle", ("FlipAngle",), is_of_mr=True),
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
    Mark("complex component", ("ComplexImageComponent",), is_of_mr=True),
    Mark("diffusion direction", ("DiffusionGradientOrientation",), is_of_mr=True),
    Mark("diffusion weighting", ("DiffusionDirectionality",), is_of_mr=True),
    Mark("sequence", ("SequenceName",), is_of_mr=True),
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

#: The diffusion weighting of an MR image, s/mm²: the standard's, and those that makers wrote before
#: it had one, by the name of the maker.
B_VALUE_KEYWORD = "DiffusionBValue"
PRIVATE_B_VALUES = {"SIEMENS": 0x0019100C, "GE": 0x00431039, "PHILIPS": 0x20011003}

#: Every keyword of a mark.
MARK_KEYWORDS = tuple(keyword for mark in MARKS for keyword in mark.keywords)
