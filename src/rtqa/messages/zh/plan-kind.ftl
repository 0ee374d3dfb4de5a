### codes: RT rtqa PlanIntent ApprovalStatus REJECTED DVH

photons-or-electrons = 用于治疗患者的外照射光子或电子计划，共 { $n } 个射野。
no-beams = 未查看是否为光子或电子计划，因为没有列出射野。
doubtful = 该计划是否用于治疗患者存疑：{ $why }。
why-doubtful = 只有用于患者且未被拒绝的计划才可治疗；请导出该计划，或确认此计划
why-no-plan = 没有 RT 计划
why-intent = 其 PlanIntent 为 { $intent }
why-rejected = 其 ApprovalStatus 为 REJECTED
why-structures-rejected = 其结构集的 ApprovalStatus 为 REJECTED
not-judged = { $kind }：本方案不作判定。
why-not-judged = rtqa 只读取光子与电子射束；DVH 与限值在有意义处照样给出
not-asked = 未提问。{ $kind }：本方案不作判定。
brachytherapy = 近距离治疗
proton = 质子治疗
ion = 离子治疗
gamma-knife = 伽玛刀
cyberknife = 射波刀
other-radiation = 光子与电子以外的射线
external = 外照射光子或电子
