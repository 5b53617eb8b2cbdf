"""Files requests from a list, then moves them all at once and says what became of each.

    python3 file_and_process.py http://127.0.0.1:8000 SERVICE answers.jsonl TRANSITION [--comment …]

`answers.jsonl` holds one object of answers per line. Two keys come from the environment:
PREAU_FILES, of somebody who files for an establishment, and PREAU_PROCESSES, of an agent.
Run twice with the same `--name`, it files nothing twice.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from preau_client import Preau, Refused


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    said.add_argument("base")
    said.add_argument("service")
    said.add_argument("answers")
    said.add_argument("transition")
    said.add_argument("--comment", default="")
    said.add_argument("--on-behalf-of", help="code of the establishment, when one has several")
    said.add_argument("--name", default="file-and-process", help="names this list")
    asked = said.parse_args()
    head = Preau(asked.base, os.environ["PREAU_FILES"])
    agent = Preau(asked.base, os.environ["PREAU_PROCESSES"])

    filed = []
    with Path(asked.answers).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            body = {"service": asked.service, "answers": json.loads(line), "submit": True}
            if asked.on_behalf_of:
                body["on_behalf_of"] = asked.on_behalf_of
            try:
                filed.append(head.post("/requests", body, once=f"{asked.name}:{number}"))
            except Refused as refusal:
                print(f"line {number}: {refusal}", file=sys.stderr)
                return 1
    print(f"{len(filed)} requests filed, {filed[0]['ref']} to {filed[-1]['ref']}")

    picked = [{"ref": one["ref"], "version": one["version"]} for one in filed]
    order = {"transition": asked.transition, "selection": {"requests": picked},
             "comment": asked.comment}  # fmt: skip
    forecast = agent.post("/requests/bulk", {**order, "dry_run": True})["forecast"]
    for group in forecast:
        why = "; ".join(reason["message"] for reason in group["reasons"])
        print(f"forecast: {group['count']} × {group['outcome']} {group['to']} {why}".rstrip())

    job = agent.post("/requests/bulk", order, once=f"{asked.name}:{asked.transition}")
    while job["state"] not in ("done", "stopped"):
        time.sleep(0.5)
        job = agent.get(f"/jobs/{job['id']}")
    outcomes = Counter(item["outcome"] for item in agent.every(f"/jobs/{job['id']}", limit=200))
    print(f"{asked.transition}: " + ", ".join(f"{n} {name}" for name, n in outcomes.items()))
    return 0 if set(outcomes) == {"done"} else 2


if __name__ == "__main__":
    sys.exit(main())
