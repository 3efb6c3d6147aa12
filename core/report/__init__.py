"""One analysed series as a PDF to hand over: pages, pictures and words, no Streamlit."""

from core.report.build import report_pdf
from core.report.pages import content_id
from core.report.write import FILE_NAME, write_report

__all__ = ["FILE_NAME", "content_id", "report_pdf", "write_report"]
