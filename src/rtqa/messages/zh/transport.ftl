### codes: TomoTherapy EXTERNAL

no-plan = 没有计划
no-dose = 没有可用的剂量
no-body = 没有作为体表轮廓（EXTERNAL）勾画的结构
no-beams = 计划没有治疗射野
dose-elsewhere = 大部分高剂量位于空气中，或射野几乎不给予剂量之处
no-hot-points = 建成区之后的组织中几乎没有高剂量点
other-kind = 不计算此类计划的射野
other-dose = 剂量不是全部计划分次的物理剂量
same-number = 有两个射野的编号均为 { $beam }
no-energy = 射野 { $beam } 未注明标称能量，或注明了多个
other-energy = 射野 { $beam }（{ $energy }）的射线质未知
binary-leaves = 计划未注明射野 { $beam } 的二元叶片（TomoTherapy）
not-photons = 射野 { $beam } 不是光子射野
applicator = 射野 { $beam } 由限光筒或锥形筒成形
modifier = 射野 { $beam } 中有楔形板、补偿器或挡块
not-in-mu = 射野 { $beam } 的跳数不以 MU 为单位
no-meterset = 射野 { $beam } 未注明跳数，或并非每个控制点都注明
not-placed = 射野 { $beam } 未注明等中心与方向，或患者体位
leaning = 射野 { $beam } 的治疗床或机架有俯仰或横滚
not-shaped = 射野 { $beam } 既未注明铅门也未注明叶片
leaves-unknown = 射野 { $beam } 的叶片位置与其叶片层的边界不符，或缺失
other-distance = 射野 { $beam } 的源轴距为 { $distance }，属于在磁场中治疗等类型的机器
other-machine = 射野 { $beam } 属于机器 { $machine }，机器文件未列出该机器
not-in-machine =
    射野 { $beam } 为 { $energy }（{ $filter ->
        [unflattened] 无均整器
       *[flattened] 有均整器
    }），机器文件没有该射线
several-energies = 其射野有多种能量
several-machines = 其射野属于多台机器
not-approved = 该计划未批准
