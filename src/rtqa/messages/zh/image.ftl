### codes: NumberOfFrames PatientID GantryDetectorTilt PatientPosition AcquisitionDate

left-out = 一个含 { $n } 层的序列未采用：{ $reason }。
slice-without-place = 某层未注明其位置；请重新导出该序列
slices-shifted = 各层相互错位，如同机架倾斜
slices-twice = { $n } 层与同一序列的其他层位置相同，已略去，保留 { $kept } 层。请只导出一次重建。
not-drawn = { $total } 层中有 { $n } 层未出现在图中：{ $reason }。各层位置已知，除图之外无需更多信息。
frames-count = 描述了 { $n } 帧，而 NumberOfFrames 为 { $frames }；请重新导出影像
several-patients = 同一序列的各层有不止一个 PatientID；请查明归属并重新导出影像。
tilted = { $n } 层注明机架倾斜 { $angle }（GantryDetectorTilt），而各层直立：请确认其位置正确。
several-positions = 同一序列的各层注明 { $positions }（PatientPosition）：请确认患者如何躺卧。
several-days = 同一序列的各层分别采集于 { $first } 与 { $last }（AcquisitionDate）：请确认它们属于同一次扫描。
