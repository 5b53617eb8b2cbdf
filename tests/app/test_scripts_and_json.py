"""What scripts read as JSON names nothing but what they ask for (FAULTS X-11), run by Node."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import playwright

SCRIPTS = Path(__file__).parents[2] / "app/assets/js"
#: The one that Playwright brings: it is there wherever journeys run.
NODE = Path(playwright.__file__).parent / "driver/node"


def test_x11_names_like_proto_in_an_answer_reach_no_object() -> None:
    told = subprocess.run(
        [str(NODE), str(Path(__file__).with_name("hostile_json.mjs")),
         str(SCRIPTS / "fill-upload.js")],
        capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip
    assert json.loads(told.stdout) == {"sent": ["/f", "/f/1?a=0"], "got": None}


def test_x11_json_is_read_in_one_place_and_never_poured_into_an_object() -> None:
    reading = [
        path.name for path in SCRIPTS.rglob("*.js")
        if re.search(r"JSON\.parse|\.json\(\)", path.read_text())
    ]  # fmt: skip
    assert reading == ["fill-upload.js"]
    for path in SCRIPTS.rglob("*.js"):
        assert not re.search(r"Object\.assign\([^()]*(await|JSON)", path.read_text()), path.name
