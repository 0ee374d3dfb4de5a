### codes: planned_gy

nothing = 疗程文件未注明患者缺少任何结构。
none = { $name }：疗程文件注明没有（{ $reason }）；不评判涉及它的条款。
drawn = { $name } 被注明没有（{ $reason }），而计划中有 { $drawn }。
why-drawn = 疗程文件与结构集相互矛盾：按已勾画评判
planned = { $name } 被注明没有（{ $reason }），而疗程文件在阶段 { $phases } 中注明了它的 planned_gy。
why-planned = 疗程文件自相矛盾：未评判涉及它的任何内容
mirrored = { $name } 被注明没有（{ $reason }），而 { $drawn } 位于按对侧推算的该处，且大小相当。
why-mirrored = 未知名称下可能就是该器官；若为他物，请以名称注明
allowed = { $name }：未勾画，方案允许其缺少。
