### codes: received

one-phase-alone = 仅阶段 { $phase } 即已超限
phase-absent = { $structure }：各阶段总和的限值 { $limit } 未判定：未提交阶段 { $phases } 的计划。
plan-elsewhere = 疗程文件注明了阶段 { $phases } 的日期或其计划的文件夹，但既未提交该计划，也未说明其剂量（received）
may-have-been-given = 无从得知先行阶段 { $phases } 是否已照射：请提交其计划，或在疗程文件中说明其剂量（received）
what-it-gave = 阶段 { $phase } 给予的剂量
with-shares = { $judged }单独：{ $shares }。
share = { $phase } { $value }
