one-phase-alone = 仅阶段 { $phase } 即已超限
phase-absent = { $structure }：各阶段总和的限值 { $limit } 未判定：未提交阶段 { $phases } 的计划。
