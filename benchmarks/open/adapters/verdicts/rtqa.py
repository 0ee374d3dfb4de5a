"""rtqa: `pip install "rtqa[check]"`."""

import json
import sys

import rtqa

for line in sys.stdin:
    try:
        case = rtqa.read_case(json.loads(line)["folder"])
        report = rtqa.check(case, protocol="nct07041788")
        accepts = report.verdict in {rtqa.Verdict.PASS, rtqa.Verdict.VARIATION}
        why = "; ".join(str(cause.summary) for cause in report.causes)
    except rtqa.errors.RtqaError as error:
        accepts, why = False, str(error)
    print(json.dumps({"accepts": accepts, "why": why}), flush=True)
