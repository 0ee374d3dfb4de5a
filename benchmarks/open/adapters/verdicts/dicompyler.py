"""Limits on histograms of dicompyler-core, a script: `pip install dicompyler-core==0.5.6`."""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[3]))

from limits_by_dicompyler import find_objection

for line in sys.stdin:
    asked = json.loads(line)
    objection = find_objection(Path(asked["folder"]), asked["base"])
    print(json.dumps({"accepts": not objection, "why": objection}), flush=True)
