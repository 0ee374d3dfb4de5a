"""rtqa with the dose between nodes by cubic splines, not linear: `pip install rtqa`."""

import json
import sys

import rtqa

case = rtqa.read_case(sys.argv[1])
dvhs = rtqa.compute_dvhs(case, settings=rtqa.DvhSettings(intervals=False, interpolation="tricubic"))
print(
    json.dumps(
        {
            name: {"dose_gy": dvh.dose_gy.tolist(), "volume_cm3": dvh.volume_cm3.tolist()}
            for name, dvh in dvhs.items()
        }
    )
)
