"""OHIF's files and its settings, as the tool serves them to the browser."""

from __future__ import annotations

import json
import urllib.request

from tools.ohif.server import ohif_server


def test_every_page_of_the_app_is_the_app_and_its_settings_name_the_archive(tmp_path):
    (tmp_path / "index.html").write_text("<p>OHIF</p>")
    (tmp_path / "app.js").write_text("1;")

    with ohif_server(tmp_path) as url:

        def fetched(path: str) -> str:
            with urllib.request.urlopen(f"{url}{path}", timeout=30) as answer:
                assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
                return answer.read().decode()

        assert fetched("/viewer?StudyInstanceUIDs=1.2.3") == "<p>OHIF</p>"
        assert fetched("/app.js") == "1;"
        settings = json.loads(fetched("/app-config.js").removeprefix("window.config = ")[:-2])
    (source,) = settings["dataSources"]
    assert source["configuration"]["wadoRoot"] == "/dicom-web"
    assert source["sourceName"] == settings["defaultDataSourceName"]
