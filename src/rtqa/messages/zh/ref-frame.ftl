shared = 计划、剂量与结构共用一个参考坐标系。
not-stated = { $roles }：未注明参考坐标系。
differs = { $roles } 的参考坐标系不完全相同。
