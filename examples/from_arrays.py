"""The same for plans that another program holds as arrays: here ten that differ in how the dose falls off."""

import numpy as np

import rtqa

k, j, i = np.indices((40, 50, 50))
away_mm = np.sqrt(((i - 25) * 3.0) ** 2 + ((j - 25) * 3.0) ** 2 + ((k - 20) * 3.0) ** 2)
masks = {"PTV": away_mm < 25, "SpinalCord": (abs(i - 25) < 3) & (abs(j - 43) < 3) & (abs(k - 20) < 18)}
place = {"origin_mm": (-75, -75, -60), "spacing_mm": (3, 3, 3)}
doses = [60.0 / (1.0 + np.exp((away_mm - 35.0) / width_mm)) for width_mm in np.linspace(3.0, 12.0, 10)]
prescribed = {"prescriptions_gy": {"PTV": 54.0}, "n_fractions": 30}
cases = [
    rtqa.case_from_arrays(dose, structures=masks, label=f"plan {n}", **place, **prescribed)
    for n, dose in enumerate(doses)
]
print(rtqa.to_frame(rtqa.measure_all(cases, ["D95%[%]", "D0.03cc[Gy]"])).to_string())
rtqa.plot_dvh(rtqa.compute_dvhs(cases[0])).figure.savefig("dvh.png")
for case in cases:
    report = rtqa.check(case, protocol="quantec-hn")
    print(report, *(f"\n   {cause.summary} -> {cause.action}" for cause in report.causes))
