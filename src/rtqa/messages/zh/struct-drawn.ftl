whole = 方案与处方涉及的 { $n } 个结构勾画完整。
one-plane = 未作比较，因为方案与处方涉及的结构都没有勾画在一个以上的层面。
nothing = 未找到可查看的方案或处方结构。
empty = 已列出而未勾画：{ $names }。
not-drawn = { $name } 没有闭合轮廓。
other-planes = { $name } 勾画于与多数结构方向不同的平面。其剂量在其自身平面内测量；其轮廓未与其他结构比较。
why-not-drawn = 无法说明其剂量；请勾画，或指明所指结构
planes-missing =
    { $n ->
        [1] { $name }：{ $place } 之后缺少 1 层。
       *[other] { $name }：缺少 { $n } 层，首个缺失位于 { $place } 之后。
    }
why-planes-missing = 该处只能由相邻层推测；请勾画或插值
beyond-image = { $name } 超出影像范围：占其点数的 { $share }。
why-beyond-image = 结构与影像不匹配，或其一被移动或截断
stray = { $name } 有 { $n } 条小轮廓距其余部分 { $distance } 或以上。
why-stray = 误画的轮廓也计入剂量；请删除，或确认确属有意
beside-next = { $name }：{ $place } 处的轮廓完全偏离下一层。
odd-size = { $name }：{ $place } 处的轮廓比相邻层大得多或小得多。
why-leap = 可能是误画、误复制或误移动
set-aside = { $name } 已勾画，但其轮廓无法使用。
