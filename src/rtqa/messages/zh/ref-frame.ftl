shared = { $roles } 共用一个参考坐标系。
alone = 参考坐标系未与任何对象比较，因为只有 { $role }。
nothing = 未比较参考坐标系，因为没有计划、剂量或结构集。
not-stated = { $roles }：未注明参考坐标系。
differs = { $roles } 的参考坐标系不完全相同。
set-aside = 方案需要 { $name }，而它勾画于与剂量不同的坐标参考系。
