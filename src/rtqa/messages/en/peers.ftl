title = Peers: could this plan have been better?
# $n count
note = What plans with such a geometry have, by a model of { $n } patients: the expected value, between which values four of five peers lie, and the share of peers that have a lower one. It is information and no verdict: peers may all have done worse than they could.
by-group = Beside peers, by group
of-plans = Beside peers, each value
structure = Structure
phase = Phase
metric = Metric
value = Value
expected = Expected [four of five]
expected-value = Expected
low = Lower end
high = Upper end
percentile = Percentile
above = Above the 95th
values = Values
outside-model = unlike all that was learnt of
