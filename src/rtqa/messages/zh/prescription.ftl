### codes: TargetPrescriptionDose

of-the-plan = 靶区处方
target = 靶区
nothing = 未注明
why-none = 计划未注明靶区处方
why-not-referred-to = 计划中没有针对 '{ $name }' 的处方；计划未注明任何处方
why-others = 计划中没有针对 '{ $name }' 的处方；计划注明 { $stated }
why-several = 计划对同一体积给出 { $n } 个不同的处方剂量
why-grid-holds-less = 剂量网格中该体积的剂量低于计划处方
why-grid-holds-more = 剂量网格中该体积的剂量高于计划处方
why-unreadable = 计划写明的 TargetPrescriptionDose 无法读取
