from __future__ import annotations

import base64
import hashlib
import re

from dashboard import streamlit_internals
from dashboard.security.headers import content_policy, every_answer


def rules(policy: str) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in policy.split("; "))


def test_nothing_is_loaded_from_elsewhere():
    for sources in rules(content_policy()).values():
        assert "http" not in sources
        assert "*" not in sources


def test_no_script_is_run_from_text():
    scripts = rules(content_policy())["script-src"]
    assert "unsafe" not in scripts
    assert "data:" not in scripts
    assert rules(content_policy())["default-src"] == "'none'"


def test_streamlits_own_inline_script_is_allowed_by_its_hash():
    page = streamlit_internals.page_file().read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in rules(content_policy())["script-src"]


def test_no_page_frames_the_app_unless_it_is_listed():
    assert rules(content_policy())["frame-ancestors"] == "'none'"
    headers = dict(every_answer())
    assert headers[b"x-frame-options"] == b"DENY"
    embedded = dict(every_answer(["https://portal.example.org"]))
    assert b"frame-ancestors https://portal.example.org" in embedded[b"content-security-policy"]
    assert b"x-frame-options" not in embedded


def test_browsers_stay_with_https_where_it_is_used():
    assert b"strict-transport-security" not in dict(every_answer())
    assert dict(every_answer(https=True))[b"strict-transport-security"] == b"max-age=31536000"
