"""The headers of every answer: what a page may load, who may frame it, what may be kept.

The content policy is as tight as Streamlit and the viewer allow. Scripts come from this server, or
from a `blob:` that one of them made (Streamlit imports a component's script from one); the one
inline script of Streamlit's page is allowed by its hash. Styles must be allowed inline, since
Streamlit writes them into the page; they can load nothing from elsewhere.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Sequence

from dashboard.streamlit_internals import MEDIA_PATH, page_file

#: Paths whose answers show a patient: no browser and no proxy may store them.
PIXEL_PATHS = ("/volumes/", "/uploads/", "/measurements/", "/annotations/", MEDIA_PATH)

_NOT_USED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "geolocation"),
    *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)


def every_answer(embed_in: Sequence[str] = (), https: bool = False) -> list[tuple[bytes, bytes]]:
    """Header names and values that every answer carries.

    Args:
        embed_in: origins whose pages may show the app in a frame; none by default.
        https: whether the app is reached over https, which browsers are then told to insist on.
    """
    headers = {
        "content-security-policy": content_policy(embed_in),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in _NOT_USED),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if not embed_in:
        headers["x-frame-options"] = "DENY"
    if https:
        headers["strict-transport-security"] = "max-age=31536000"
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


def content_policy(embed_in: Sequence[str] = ()) -> str:
    """The value of `Content-Security-Policy` (W3C CSP Level 3)."""
    inline = " ".join(f"'sha256-{digest}'" for digest in _inline_scripts())
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' blob: {inline}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        # 'self' covers the websocket of the same host too.
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "media-src": "'self' blob:",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'self'",
        "frame-ancestors": " ".join(embed_in) or "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


@functools.cache
def _inline_scripts() -> tuple[str, ...]:
    """SHA-256 in base64 of each script that stands in Streamlit's own page."""
    page = page_file()
    if not page.is_file():
        return ()
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    return tuple(
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
        for script in scripts
    )
