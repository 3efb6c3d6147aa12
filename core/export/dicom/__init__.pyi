from .capture import capture_files as capture_files
from .encapsulated import pdf_file as pdf_file
from .headers_of_ct import source_headers as source_headers
from .heat_map import heat_map_file as heat_map_file
from .of_analysis import OfAnalysis as OfAnalysis
from .of_analysis import analysis_seg as analysis_seg
from .structured_report import analysis_sr as analysis_sr
