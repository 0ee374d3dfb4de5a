### codes: EQD

no-sum = 没有折合为每次 2 Gy 的剂量总和可供分析。
other-models = { $structure }：各阶段之和的 { $metric }（EQD2），并列其他模型的结果。
alpha-beta = α/β { $alpha_beta }，来源：{ $source }
table = { $structure }，折合为每次 2 Gy
column-model = 模型
column-alpha-beta = α/β / Gy
column-metric = { $metric } / { $unit }
judged = LQ（判定所用）
lq = LQ
lq-l = LQ-L，自每次 { $dose } 起为直线
phase-alone = 仅 { $phase }
drawn-for-phase = 总和，按 { $phase } 所勾画的结构
note = { $large_fractions }{ $recovery }
within-lq = 没有任何部分单次超过 { $validated }（LQ 经验证的上限）。
beyond-lq = 单次剂量：{ $volume }；高于 { $validated } 时 LQ 为外推。
recovered-share = { $phase } 的 { $share }
recovered = 按疗程文件计入的恢复：{ $shares }。
no-recovery = 各阶段之间未计入任何恢复。
