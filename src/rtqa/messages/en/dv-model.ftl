no-sum = There is no sum of doses in fractions of 2 Gy to look into.
# $structure name, $metric name
other-models = { $structure }: { $metric } of all phases in EQD2, by other models beside.
# $alpha_beta quantity, $source name
alpha-beta = α/β { $alpha_beta }, by { $source }
# $structure name
table = { $structure } in fractions of 2 Gy
column-model = Model
column-alpha-beta = α/β / Gy
# $metric name, $unit name
column-metric = { $metric } / { $unit }
judged = LQ, judged
lq = LQ
# $dose quantity
lq-l = LQ-L, straight from { $dose } a fraction
# $phase name
phase-alone = { $phase } alone
# $phase name
drawn-for-phase = sum, in the structure drawn for { $phase }
# $large_fractions message, $recovery message
note = { $large_fractions } { $recovery }
# $validated quantity
within-lq = No part receives more than { $validated }, to which LQ is validated, in one fraction.
# $volume message, $validated quantity
beyond-lq = By doses of one fraction: { $volume }; above { $validated } LQ is extrapolated.
# $share quantity, $phase name
recovered-share = { $share } of { $phase }
# $shares list
recovered = Taken to have recovered, by the course file: { $shares }.
no-recovery = Nothing is taken to have recovered between phases.
