### codes: PatientPosition IsocenterPosition

passed = 一个等中心，位于 ({ $x }, { $y }, { $z }) mm。
several-positions = 各射野的体位不同：{ $positions }。
not-stated = 未注明
why-several-positions = 请核对各摆位的 PatientPosition
no-position = 计划未注明患者体位。
not-scanned = 患者体位为 { $position }；没有影像可说明扫描体位。
other-position = 患者扫描体位为 { $scanned }，计划体位为 { $planned }。
why-other-position = 射野将从与计划不同的方向射入；请核对患者体位
no-isocentre = 没有射野注明等中心。
why-no-isocentre = 请连同 IsocenterPosition 导出计划
isocentres = { $n } 个等中心，相距至多 { $distance }。
why-isocentres = 若有意采用多个等中心，各需单独摆位；否则有射野被移动
no-body = 未检查等中心是否在体内：未勾画体表。
outside-body = 等中心位于体外。
why-elsewhere = 等中心可能被移动，或属于另一参考坐标系
no-target = 未检查等中心是否靠近靶区：未勾画靶区。
far-from-target = 等中心距最近靶区 { $distance }。
overridden = { $structure } 按 { $overrides } 计算，与影像无关。
why-overridden = 组织很少需要替换密度（造影剂、伪影、空气）；请确认有意如此
accessories = 射野 { $beam } 带有 { $accessories }。
supports = 勾画为治疗床或固定装置：{ $structures }。
boluses = 勾画为补偿膜：{ $structures }。
quoted = '{ $name }'
