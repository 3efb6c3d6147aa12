"""What a PDF says, page by page, read by another library than the one that wrote it."""

from __future__ import annotations

import pypdfium2


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page on one line."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return [" ".join(text.split()) for text in texts]


def metadata_of(pdf: bytes) -> dict[str, str]:
    return pypdfium2.PdfDocument(pdf).get_metadata_dict()
