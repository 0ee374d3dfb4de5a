### codes: as_of ended make_up_days

records = 治疗记录
dates-and-fractions = 阶段 { $phase } 的日期与分次

in-doubt = 日期或分次的各来源不一致，或有未定之处。
given =
    已照射 { $n } 次（依{ $by ->
        [records] 治疗记录
       *[course-file] 疗程文件
    }）
started = 开始日期已知；未列出已照射分次
agree = { $dated }；两个来源均注明的 { $n } 项一致。
alone = { $dated }；未作比较，因为没有其他来源注明分次或日期。
nothing-dated = 照射日期未知，无可比较。
records-of-another-plan = 有 { $n } 条射野记录来自不在文件中的计划。
why-of-another-plan = 未计入；请补充该计划的文件，或去除其记录

broken-off = 治疗记录显示有 { $n } 次照射已开始而未完成（{ $days }）
ended-twice = 治疗记录显示同一分次内有射野不止一次正常结束（{ $days }）：重复照射、重复记录，或分次号被重复使用
left-out = 按分次号，治疗记录缺少 { $n } 次（{ $numbers }）
many-left-out = 按分次号，治疗记录缺少 { $n } 次（最前为 { $numbers }）
records-undated = { $n } 条射野记录没有可用日期，未计入
records-unnumbered = { $n } 条射野记录未注明分次；同一天的按一次计

too-many-fractions = 计划注明 { $n } 次，没有疗程会有如此之多；未采用该数
start-untreated = 开始日期 { $start } 不是治疗日；取 { $taken }
given-ahead = 所列照射日期 { $given } 晚于疗程文件的完整截止日 { $as_of }（as_of）
fractions-differ = 疗程文件为 { $stated } 次，计划为 { $planned } 次；以疗程文件为准
more-than-planned = 已照射 { $given } 次，计划 { $planned } 次
days-differ = 治疗记录为 { $recorded } 个完整分次，疗程文件为 { $stated } 个，日期不同（{ $difference }）；以治疗记录为准
only-recorded = { $day } 仅见于治疗记录
only-stated = { $day } 仅见于疗程文件
number-on-a-day = 某一天的分次数
starts-differ = 疗程文件的开始日期为 { $stated }，首次照射在 { $given }
ct-dates-differ = 疗程文件的计划 CT 日期为 { $stated }，影像本身为 { $acquired }；以影像为准
ended-before-it-began = 疗程文件注明该阶段于 { $ended } 结束，但未列出已照射分次
given-after-the-end = 疗程文件注明该阶段于 { $ended } 结束，但 { $given } 仍有照射
ended-early = 该阶段于 { $ended } 结束，计划 { $planned } 次，已照射 { $given } 次
given-when-closed = 所列照射日期中有疗程文件注明停治或漏照的日子（{ $days }）
given-on-sunday = 所列照射日期中有非治疗日的星期日（{ $days }）；若属实请在 make_up_days 中注明
