### codes: ApprovalStatus

order = 阶段 { $phase } 中各事件的先后
planning-ct = 计划 CT
structures = 结构集
plan = 计划
approval = 批准
review = 审核
first-fraction = 首次照射
dated =
    { $what }（{ $day }，依{ $by ->
        [files] 文件
        [records] 治疗记录
       *[course-file] 疗程文件
    }）
wrong = 先后有误：{ $second } 早于 { $first }。
why-wrong = 在先者不可能在后：请更正错误的日期，或查明实际经过
moved = 未将文件日期与疗程文件相比：去标识可能已改动文件日期。
nothing = 该阶段没有两个可比较先后的日期。
kept = 文件、治疗记录与疗程文件的 { $n } 对日期先后正确。
given-unapproved = 已照射 { $n } 次，而计划的 ApprovalStatus 为 { $status }。
why-given-unapproved = 照射的计划须先经批准：请导出实际照射的计划
