### codes: map NAME

not-found = 计划中没有名为 { $name } 的结构
not-found-but-similar =
    计划中没有名为 { $name } 的结构；'{ $similar }' 与其类似{ $mark ->
        [margin] （依据名称，带外扩边界）
        [part] （依据名称，为其一部分）
        [helper] （依据名称，为计划辅助结构）
        [earlier] （依据名称，在其他影像上或较早时间勾画）
        [copy] （依据名称，为带编号的副本）
       *[none] {""}
    }，须由使用者指定方可采用：--map { $name }='{ $similar }'
several = 有 { $n } 个结构可能是方案中的 { $name }（{ $names }）：请用 --map { $name }=NAME 指定
shared = '{ $name }' 同时对应 { $owners }，而只能是其中之一
open-contours = { $total } 条轮廓中有 { $n } 条未闭合，不围成任何区域，其含义不明
no-margin = '{ $name }' 为 { $volume }，其器官 '{ $organ }' 为 { $organ_volume }：没有外扩边界
crosses-middle = { $name } 跨越 { $others } 之间的中线
overlap = { $name }：合并为 { $together }，分别相加为 { $apart }：相互重叠
none-of-sum = 未勾画总和限值所涉及的任何结构
no-set = 未随计划提交结构集
not-derived = { $name } 由其他结构导出，其中{ $reason }
drawn-otherwise =
    '{ $name }' 勾画为 { $volume }，按定义导出为 { $derived }；两者有 { $apart } 相距超出勾画所能解释的范围（一层，层内 2 mm）
absent = 未勾画 { $name }，方案允许其缺少
on-the-other-side =
    { $name } 完全位于{ $side ->
        [left] 右
       *[right] 左
    }侧，而所述为{ $side ->
        [left] 左
       *[right] 右
    }侧
