### codes: EQD

row = { $name }：{ $clause }。
row-with-eqd2 = { $name }：{ $clause }；EQD2 { $eqd2 }（α/β { $ratio }）。
planned = { $dose } 分 { $n } 次，每次 { $per_fraction }
as-written = { $planned }；按原文 { $written }
with-tolerance = { $dose } ± { $tolerance }
as-interpreted = { $planned }；按解读 { $made }
is-as-written = { $name }：{ $planned }；按原文 { $written }，与之相符。
is-not-as-written = { $name }：{ $planned }；按原文 { $written }，与之不符；判定不以此字句为准。
not-known = { $name }：每次剂量未知。
not-judged = { $name }：每次剂量未判定。
why-several = 计划在此给出 { $n } 个不同的处方剂量
