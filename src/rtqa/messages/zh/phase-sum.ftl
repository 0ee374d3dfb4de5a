### codes: max_gy

several-plans = 有多个计划被识别为阶段 { $phase }
no-structures = 它没有结构
of-phase = 阶段 { $phase }：{ $reason }
bounded = { $obstacle }；所示为仅最后阶段的值及其上界，无论各阶段所勾画器官的哪些点彼此对应
stated = { $phases }，而非来自计划
stated-by =
    阶段 { $phase } 给予的剂量来自{ $source ->
        [report] 先前的报告
       *[course-file] 疗程文件
    }
bounded-by-statement = { $obstacle }；所示为仅该计划的值及其上界，无论所述剂量位于何处；并假定每个器官均已完整勾画
not-stated =
    { $source ->
        [report] 报告
       *[course-file] 疗程文件
    }未说明 { $structure } 接受的剂量
maximum-not-stated =
    { $source ->
        [report] 报告
       *[course-file] 疗程文件
    }未给出 { $structure } 的 max_gy，因而没有上界
