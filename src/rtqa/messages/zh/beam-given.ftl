no-records = 文件中没有该计划的治疗记录，因此未将实际照射与计划相比。
not-stated = 治疗记录未注明可与计划相比的机器跳数。
as-planned = { $n } 条射野记录（每条属一个分次）与计划一致。
otherwise = 有 { $n } 条射野记录的机器跳数与计划不符：{ $beams }。
beam = 射野 { $beam }，{ $day }：计划 { $planned }，实际 { $given }
other-machine = 治疗记录显示射野在 { $given } 上照射，而计划用于 { $planned }。
unknown-beams = 治疗记录中有计划所没有的射野：{ $beams }。
why-otherwise = 实际照射与计划不同：请查看记录与验证系统
