### codes: RT IMRT TomoTherapy

beams = { $n } 个射野为 { $technique }
delivered-by = { $beams }；允许：{ $allowed }。
why-mixed = 部分射野采用允许的技术，其余不是
not-known = 技术未知；允许：{ $allowed }。
why-no-photons = 没有可供读取的光子或电子射野
why-no-beams = 计划没有治疗射野；请连同射野导出 RT 计划
why-not-shown = 射野 { $beams } 的控制点未显示由什么形成射野
why-tomotherapy = TomoTherapy 与 IMRT 一样调制强度；方案是否包括它，由试验方决定
