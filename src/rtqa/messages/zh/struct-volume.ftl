### codes: ROIVolume

nothing = 未找到已知大小的器官。
plausible = { $n } 个器官大小合理。
volume = { $name } 为 { $volume }；合理范围为 { $plausible }。
area = { $name } 的平均截面积为 { $area }；合理范围为 { $plausible }。
why = 可能是外扩、局部或另一器官使用了此名称
stated = “{ $name }”注明体积 { $stated }（ROIVolume），而其轮廓为 { $volume }：轮廓后来被改动，或属于别的结构。
