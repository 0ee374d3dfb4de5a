"""Plans' folders in; a table of metrics with intervals, a plot and each verdict with what to do, out."""

import sys

import rtqa

cases = [rtqa.read_case(folder) for folder in sys.argv[1:]]
print(rtqa.to_frame(rtqa.measure_all(cases, ["D95%[Gy]", "Mean[Gy]", "D0.03cc[Gy]"])).to_string())
rtqa.plot_dvh(rtqa.compute_dvhs(cases[0])).figure.savefig("dvh.png")
for case in cases:
    report = rtqa.check(case, protocol="nct07041788")
    print(case, report.verdict.value)
    for cause in report.causes:
        print("  ", cause.summary, "->", cause.owner.value, cause.action)
