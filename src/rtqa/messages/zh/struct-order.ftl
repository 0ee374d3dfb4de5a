nothing = 未找到存在前后关系的两个器官。
kept = { $n } 对器官的前后位置符合解剖。
amiss = { $front } 位于 { $behind } 后方 { $distance }，而该名称的器官不会如此。
why = 其中之一可能用了另一个或第三个器官的名称
