whole = 方案与处方涉及的 { $n } 个结构勾画完整。
one-plane = 未作比较，因为方案与处方涉及的结构都没有勾画在一个以上的层面。
nothing = 未找到可查看的方案或处方结构。
empty = 已列出而未勾画：{ $names }。
not-drawn = { $name } 没有闭合轮廓。
not-measured = { $name } 已勾画，但其体积无法得知。
why-not-drawn = 无法说明其剂量；请勾画，或指明所指结构
planes-missing =
    { $n ->
        [1] { $name }：{ $place } 之后有 1 个影像切片空白，而其两侧轮廓相互重叠。
       *[other] { $name }：在相互重叠的轮廓之间有 { $n } 个影像切片空白，首个位于 { $place } 之后。
    }
why-planes-missing = 或为该处未勾画，或为结构在此结束后重新开始：数值取较可能者，其区间包含两种情形；请勾画或确认
beyond-image = { $name } 超出影像范围：占其点数的 { $share }。
why-beyond-image = 结构与影像不匹配，或其一被移动或截断
stray = { $name } 有 { $n } 条小轮廓距其余部分 { $distance } 或以上。
why-stray = 误画的轮廓也计入剂量；请删除，或确认确属有意
beside-next = { $name }：{ $place } 处的轮廓完全偏离下一层。
odd-size = { $name }：{ $place } 处的轮廓比相邻层大得多或小得多。
why-leap = 可能是误画、误复制或误移动
set-aside = { $name } 已勾画，但其轮廓无法使用。
