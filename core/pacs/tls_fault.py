"""Why a TLS connection to an archive does not come about: pynetdicom keeps that to itself."""

from __future__ import annotations

import socket
import ssl

from core.outside.http import cause_of
from core.pacs.site import Site

#: By TLS 1.3, the other side judges our certificate after the handshake.
_JUDGED_SECONDS = 5.0


def tls_fault(site: Site) -> str:
    """The reason in a few words; "" where TLS is not the fault.

    Connects once more. Raises PacsError where the site's certificates can't be used.
    """
    context = site.ssl_context()
    if context is None:
        return ""
    try:
        with (
            socket.create_connection((site.host, site.port), site.timeout_seconds) as plain,
            context.wrap_socket(plain, server_hostname=site.host) as secure,
        ):
            secure.settimeout(_JUDGED_SECONDS)
            secure.recv(1)
    except ssl.SSLError as error:
        return cause_of(error)
    except OSError:
        return ""
    return ""
