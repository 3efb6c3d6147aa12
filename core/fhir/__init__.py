"""A hospital's record system by FHIR R4: laboratory values in, results out as one Bundle.

Resources are plain dicts. No address that an answer holds is followed, except the next page of a
search under the configured base.
"""

from core.fhir.bundle import result_bundle
from core.fhir.fetch import fetch_laboratory
from core.fhir.send import send_bundle
from core.fhir.site import Site, configured_site

__all__ = ["Site", "configured_site", "fetch_laboratory", "result_bundle", "send_bundle"]
