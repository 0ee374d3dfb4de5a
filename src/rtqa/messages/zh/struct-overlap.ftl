nothing = 未找到方案中的器官，或未找到处方靶区。
not-drawn = 未比较器官与靶区，因为其中一方没有闭合轮廓。
apart = 已将方案中的 { $organs } 个器官与 { $targets } 个靶区比较：没有器官位于大体肿瘤或临床靶区之内。
shared = { $name }（{ $total }）中有 { $shared }。
in-target = { $volume } 位于 { $target } 内
why = 器官与靶区在该处相互矛盾；其一可能是另一结构
