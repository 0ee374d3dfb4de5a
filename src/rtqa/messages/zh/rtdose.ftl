### codes: DoseUnits DoseType PHYSICAL EFFECTIVE DoseSummationType PixelData DoseGridScaling Rows Columns
### codes: NumberOfFrames GridFrameOffsetVector ImagePositionPatient FRACTION NumberOfFractionsPlanned MULTI
### codes: PLAN RTDOSE

units =
    DoseUnits { $units ->
        [none] 缺失
       *[other] 为 { $units }
    }，无法以 Gy 表示剂量；请以 Gy 导出剂量。
type =
    DoseType { $type ->
        [none] 缺失
       *[other] 为 { $type }
    }，而非 PHYSICAL 或 EFFECTIVE；请导出剂量本身。
summation =
    DoseSummationType { $summation ->
        [none] 缺失
       *[other] 为 { $summation }
    }，无法由此得到计划的剂量；请导出整个计划的剂量。
no-pixels = 缺少 PixelData，任何一点都没有剂量；请连同体素导出剂量。
scaling-not-positive = DoseGridScaling 为 { $scaling }，须大于 0；请重新导出
scaling-too-high = DoseGridScaling 为 { $scaling }，最高剂量因而达 { $maximum }；请重新导出
no-rows = Rows 为 { $rows }，Columns 为 { $columns }；请重新导出剂量
no-frames = NumberOfFrames 为 { $frames }；请重新导出剂量
offsets-count = GridFrameOffsetVector 有 { $n } 个值，而 NumberOfFrames 为 { $frames }；请重新导出剂量
offsets-start = GridFrameOffsetVector 以 { $first } 开头，既非 0，也非轴位 ImagePositionPatient 的 z 坐标；请重新导出剂量
is-whole = DoseSummationType 为 { $summation }。在计划注明全部分次共 { $stated } 的点上，剂量网格为 { $grid }：这是全部分次的剂量，已按原值采用。
is-one = DoseSummationType 为 { $summation }。在计划注明全部分次共 { $stated } 的点上，剂量网格为 { $grid }：这是单个分次的剂量，已乘以 { $n }。
fraction-open = DoseSummationType 为 FRACTION，没有注明剂量的点能说明文件是单个分次还是全部 { $n } 次；已按原值采用。请与计划系统核对，或导出整个计划的剂量。
fraction-not-compared = DoseSummationType 为 FRACTION，计划未显示这是哪个分次组、共多少分次；已按原值采用。请导出整个计划的剂量。
fractions-not-stated = 这是单个分次的剂量，而计划未显示共有多少分次（NumberOfFractionsPlanned）；请导出整个计划的剂量。
several-plans = 这是多个计划的剂量（DoseSummationType MULTI_PLAN），作为整体判定；如需判定其中一个计划，请导出该计划的剂量。
part-without-plan = DoseSummationType 为 { $summation }，且没有计划说明分次数和射野数；请导出计划，或导出整个计划的剂量。
part-missing = 没有{ $parts } 的剂量，因此不是整个计划的剂量；请导出整个计划的剂量，或每个射野的剂量。
parts-not-listed = 计划所列的分次组和射野不足以说明这是否为全部剂量；请导出整个计划的剂量。
added-up = 已将 { $n } 个 RTDOSE 对象相加：{ $parts }。
grids-differ = 计划各部分的剂量位于不同网格或类型不同，未相加；请导出整个计划的剂量。
fraction-groups = 分次组 { $groups }
beams = 射野 { $beams }
single-plane = 只有一个平面，且没有说明其厚度；请导出有体积的剂量。
planes-do-not-stack = { $n } 个单平面 RTDOSE 对象无法堆叠：平面位置重合，或相互错开；请将剂量作为一个对象导出。
stacked = { $n } 个单平面 RTDOSE 对象，间距 { $spacing }，合为一个剂量。
stacked-gaps = { $n } 个单平面 RTDOSE 对象合为一个剂量，但平面间距不等：可能有缺失。请全部导出，或将剂量作为一个对象导出。
same-shape = 计划剂量之外另有一个类型为 { $summation } 的剂量，形状相同而数值为其 { $share }，既非全部，也非一次分次或一个分次组；请查明哪一个是所计划的。
more-than-whole = 计划剂量之外另有一个类型为 { $summation } 的剂量，理应为其一部分，却超出 { $excess }；请查明哪一个是所计划的。
other-groups = 它指明分次组 { $groups }，而计划中没有；请确认这是该计划的剂量。
beams-left-out = 它是整个计划的剂量，而所指明的射野中没有射野 { $beams }；请导出所有射野的剂量。
other-beams = 它指明射野 { $beams }，而计划中没有；请确认这是该计划的剂量。
