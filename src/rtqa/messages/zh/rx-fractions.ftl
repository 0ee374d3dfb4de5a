planned = 计划分次：{ $n }；允许：{ $allowed }。
written = 疗程文件的分次：{ $n }；允许：{ $allowed }。
not-known = 计划分次：未知；允许：{ $allowed }。
given =
    已照射分次（依{ $by ->
        [records] 治疗记录
       *[course-file] 疗程文件
    }）：{ $n }；允许：{ $allowed }。
