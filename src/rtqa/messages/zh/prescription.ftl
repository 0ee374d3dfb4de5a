### codes: TargetPrescriptionDose planned_gy source description holder only course

of-the-plan = 靶区处方
target = 靶区
nothing = 未注明
why-none = 计划未注明靶区处方
why-not-referred-to = 计划未注明任何靶区处方，疗程文件也未注明 '{ $name }' 的 planned_gy：请在其一中注明
why-others = 计划中没有针对 '{ $name }' 或其所在体积的处方（现有 { $stated }），疗程文件也未注明其 planned_gy：请在其一中注明
why-several = 计划对同一体积给出 { $n } 个不同的处方剂量
why-grid-holds-less = 剂量网格中该体积的剂量低于计划处方
why-grid-holds-more = 剂量网格中该体积的剂量高于计划处方
why-unreadable = 计划写明的 TargetPrescriptionDose 无法读取
source =
    { $source ->
        [reference] 计划对其的处方
        [description] 计划对同名部位的处方
        [holder] 计划对 { $holders } 的处方，该靶区位于其中
        [only] 计划唯一的处方，剂量网格在该靶区内达到此剂量
       *[course] 疗程文件（planned_gy），计划对其未开处方
    }
why-outside-holders = '{ $name }' 有 { $outside } 位于计划所有处方体积（{ $holders }）之外：请将其勾画于内，或在计划中、或以疗程文件的 planned_gy 注明其剂量
why-two-described = 计划的处方部位为 '{ $description }'，而有 { $n } 个结构使用此名：请按编号引用其一，或以疗程文件的 planned_gy 注明剂量
why-held-by-another = '{ $name }' 位于 { $holders } 内（处方 { $dose }），而条款要求的剂量另有注明，或与剂量网格不符：请在计划中、或以疗程文件的 planned_gy 注明 '{ $name }' 的处方
