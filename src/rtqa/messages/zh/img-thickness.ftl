### codes: SliceThickness
planning = 计划 { $modality }：{ $slices }；要求至多 { $most }。
planning-not-known = 计划影像：层面未知；要求至多 { $most }。
baseline = 基线 { $images }；要求至多 { $most }。
image = { $modality }：{ $slices }
baseline-not-known = 基线影像：层面未知；要求至多 { $most }。
why-no-baseline = 未提交早于计划影像和治疗的影像；请补充其层面
why-no-planning-image = 没有计划影像，无法得知哪些影像早于它
why-several = 这些影像中哪一个是基线影像未知
why-not-stated = 某一层未注明 SliceThickness (0018,0050)
why-single-slice = 仅有一层，无法得知层间距
baseline-image = 基线影像
