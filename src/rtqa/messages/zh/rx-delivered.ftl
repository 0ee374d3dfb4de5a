not-judged = { $name }：未判定剂量网格中的覆盖。
held = { $name }：{ $held }，处方 { $planned }，预期 { $expected }。
assumed = { $held }假定：{ $assumed }。
