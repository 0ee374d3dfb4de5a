### codes: ICRU

nothing = 未查找热点与冷点：这需要剂量、已勾画的靶区和处方。
passed = 在{ $n ->
       *[other] 全部 { $n } 个靶区
    }之外，没有直径 15 mm 的区域超过 { $prescribed }；靶区之内也没有低于其处方 90 % 的此类区域。
hot = 在所有靶区之外，有一个直径 { $width } 的热点超过处方 { $prescribed }：最高 { $hottest }。
why-hot = ICRU 50 与 62 认为 15 mm 及以上的热点有意义；请查看该处，或勾画它所属的靶区
beside = { $structure } 内部最高 { $within }，而旁边 10 mm 之内达 { $beside }。
why-beside = 顶点应画在其峰值所在处：它被移动了，还是计划以另一个计算？
island = 与所有靶区均不相连，有一个直径 { $width } 的区域超过 { $level }：最高 { $hottest }。
why-island = 从靶区溢出的剂量与靶区相连，而此处不相连；请查看该处，或勾画它所属的靶区
cold = { $structure }：有一个直径 { $width } 的冷点低于 { $level }，即其处方的 90 %：最低 { $coldest }。
why-cold = 靶区应整体被覆盖；请查看该处剂量，或查看处方所指的对象
