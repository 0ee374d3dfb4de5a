### codes: RT arm rtqa cohort

nothing-handed-in = 没有提交任何可判定的内容。
why-nothing = 文件中没有 RT 计划、剂量或结构集
recognised = 依其 { $n } 次分次，按阶段 { $phase } 判定：{ $title }。
named-by-course = 依疗程文件的指定与其 { $n } 次分次，按阶段 { $phase } 判定：{ $title }。
named-alone = 仅依疗程文件的指定，按阶段 { $phase } 判定：{ $title }；未比较分次数，因为未注明，或据此无法确定阶段。
only-phase = 按阶段 { $phase } 判定：{ $title }，即方案中唯一的阶段，分次数不限；本计划的分次数未知。
not-recognised = 未识别为方案的任何阶段：未按方案条款判定该计划。
why-no-phase = 方案中没有唯一一个阶段对应 { $n } 次的计划
without-clauses = 识别为阶段 { $phase }，方案文件对其无任何要求。
why-without-clauses = 没有条款的阶段无从判定计划
several = 以哪个计划为准？有 { $n } 个计划识别为阶段 { $phase }：{ $plans }。
why-several = 每个阶段只能判定一个计划；请指定其文件，或用 rtqa cohort 逐个核查
without-plan = 未提交本阶段的计划；未判定：{ $clauses }。
without-plan-or-clauses = 未提交本阶段的计划，方案对其也无任何要求。
another-site = 该计划不像是 { $protocol } 的计划：方案的结构一个也没有勾画，而有 { $organs }。
another-site-and-dose = 该计划不像是 { $protocol } 的计划：方案的结构一个也没有勾画，而有 { $organs }；且 { $dose } 与其处方相差甚远。
dose = { $dose } 分 { $n } 次
why-another-site = 属于身体的另一部位：方案对它的要求说明不了什么
of-arm = 按所述，以试验组 { $arm } 判定：{ $title }。
no-arm = 方案分有试验组，而未说明属于哪一组：仅适用于某一组（{ $arms }）的条款未判定。
why-no-arm = 请用 --arm 说明，或写入疗程文件
arm = 方案的试验组
course-of-another = 文件中的疗程文件属于方案 { $other }，而非 { $protocol }，因此未读取：其中的日期与说明在此均不作数。
course-file = 疗程文件
