### codes: RT rtqa PlanIntent ApprovalStatus REJECTED

photons-or-electrons = 用于治疗患者的外照射光子或电子计划，共 { $n } 个射野。
no-beams = 未查看是否为光子或电子计划，因为没有列出射野。
doubtful = 该计划是否用于治疗患者存疑。
why-no-plan = 没有 RT 计划
why-not-judged = 含离子束、近距离治疗或其他射线，rtqa 不予判定
why-intent = 其 PlanIntent 为 { $intent }
why-rejected = 其 ApprovalStatus 为 REJECTED
why-structures-rejected = 其结构集的 ApprovalStatus 为 REJECTED
