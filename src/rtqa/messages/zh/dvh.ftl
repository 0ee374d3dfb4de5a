no-volume = 结构 '{ $name }' 没有体积
volume-not-known = 结构 '{ $name }' 的体积无从得知：{ $reasons }
resampled = 轮廓与剂量网格斜交：剂量按 { $spacing } 重新采样
not-together = 计划 '{ $plan }' 的剂量与结构不属同一组：{ $reasons }
no-dose = 没有剂量属于计划 '{ $plan }'
no-dose-because = 没有剂量属于计划 '{ $plan }'：{ $reasons }
no-structures = 没有结构集属于计划 '{ $plan }'
no-structures-because = 没有结构集属于计划 '{ $plan }'：{ $reasons }
