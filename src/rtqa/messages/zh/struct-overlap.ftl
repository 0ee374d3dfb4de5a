nothing = 未找到方案中的器官，或未找到处方靶区。
apart = 方案中没有器官位于大体肿瘤或临床靶区之内。
shared = { $name }（{ $total }）中有 { $shared }。
in-target = { $volume } 位于 { $target } 内
why = 器官与靶区在该处相互矛盾；其一可能是另一结构
