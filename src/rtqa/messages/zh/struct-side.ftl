nothing = 未比较左右侧，因为没有左右分开勾画的成对器官。
on-their-sides = { $n } 对器官位于名称所示的左右侧。
exchanged = { $name } 位于 { $other } 的患者右侧 { $distance } 处。
why = 名称或全部轮廓左右互换；请更正后重新评估
