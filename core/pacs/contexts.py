"""What we can receive: classes, transfer syntaxes, and the handler that takes one file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    EncapsulatedPDFStorage,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    MRImageStorage,
    RLELossless,
    SecondaryCaptureImageStorage,
    SegmentationStorage,
)
from pynetdicom import AE, AllStoragePresentationContexts, _config, build_role, evt
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import PresentationContext, build_context

from core.dicom.elements import JPEG_XL
from core.errors import Cancelled, LiverLensError, PacsError
from core.pacs import sentences
from core.pacs.archive import Take
from core.pacs.listening import listen
from core.pacs.site import Site

_PLAIN = (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
#: Of the images that are analysed: all that `core.dicom` decodes.
IMAGE_SYNTAXES = (
    *_PLAIN,
    DeflatedExplicitVRLittleEndian,
    JPEGLosslessSV1,
    "1.2.840.10008.1.2.4.57",
    JPEGLSLossless,
    JPEG2000Lossless,
    JPEG2000,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    HTJ2K,
    *sorted(JPEG_XL),
    RLELossless,
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.51",
)
_IMAGES = (CTImageStorage, EnhancedCTImageStorage, MRImageStorage, EnhancedMRImageStorage)
#: The classes of which files are received.
STORAGE_CLASSES = frozenset(
    str(context.abstract_syntax) for context in AllStoragePresentationContexts
)
#: Results and outlines.
_OTHERS = (
    SegmentationStorage,
    "1.2.840.10008.5.1.4.1.1.66.7",
    "1.2.840.10008.5.1.4.1.1.88.33",
    "1.2.840.10008.5.1.4.1.1.88.34",
    "1.2.840.10008.5.1.4.1.1.88.22",
    "1.2.840.10008.5.1.4.1.1.481.3",
    "1.2.840.10008.5.1.4.1.1.30",
    SecondaryCaptureImageStorage,
    EncapsulatedPDFStorage,
)


def quietly() -> None:
    """pynetdicom logs AE titles and identifiers of patients: nothing of that goes to a log. Files
    are sent as they are on the disk, not decoded."""
    logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)
    _config.LOG_HANDLER_LEVEL = "none"
    _config.STORE_SEND_CHUNKED_DATASET = True


def get_contexts() -> list[PresentationContext]:
    """One for each class and transfer syntax: the archive then sends each file as it is stored."""
    pairs: list[tuple[str, str]] = [(kind, syntax) for kind in _IMAGES for syntax in IMAGE_SYNTAXES]
    pairs += [(kind, syntax) for kind in _OTHERS for syntax in (*_PLAIN, RLELossless)]
    return [build_context(kind, syntax) for kind, syntax in pairs]


def roles_of(contexts: list[PresentationContext]) -> list[SCP_SCU_RoleSelectionNegotiation]:
    """The archive shall send to us within our own association (C-GET)."""
    kinds = dict.fromkeys(one.abstract_syntax for one in contexts[1:])
    return [build_role(kind, scp_role=True) for kind in kinds if kind is not None]


class StorageHandler:
    """Hands each received file over; the first error is kept, and the rest is refused."""

    def __init__(self, take: Take, cancel: threading.Event) -> None:
        self._take = take
        self._cancel = cancel
        self._lock = threading.Lock()
        self.error: LiverLensError | None = None
        self.n_bytes = 0

    def __call__(self, event: evt.Event) -> int:
        with self._lock:
            if self._cancel.is_set():
                self.error = self.error or Cancelled(sentences.cancelled())
            if self.error is None:
                try:
                    body = event.encoded_dataset()
                    self.n_bytes += len(body)
                    self._take(body)
                except LiverLensError as error:
                    self.error = error
            return 0x0000 if self.error is None else 0xA700


def storage_handler(take: Take, cancel: threading.Event) -> StorageHandler:
    """See there."""
    return StorageHandler(take, cancel)


def accept_storage(entity: AE) -> None:
    """Let `entity` receive every storage class there is: one that is missing may make an archive
    give up a whole C-MOVE."""
    for kind in sorted(STORAGE_CLASSES):
        entity.add_supported_context(kind, list(IMAGE_SYNTAXES))


@contextmanager
def storage_server(site: Site, came: StorageHandler) -> Iterator[None]:
    """Listens while a C-MOVE runs, for the archive alone.

    Raises PacsError where the port can't be had.
    """
    entity = AE(site.our_ae_title)
    entity.require_called_aet = True
    entity.require_calling_aet = [site.ae_title]
    accept_storage(entity)
    address = (site.move_host, site.move_port)
    context = site.ssl_context(as_server=True)
    try:
        server = listen(entity, address, came, context, site.most_bytes)
    except OSError as error:
        reason = error.strerror or error
        raise PacsError(sentences.port_taken(site.name, site.move_port, reason)) from error
    try:
        yield
    finally:
        server.shutdown()
