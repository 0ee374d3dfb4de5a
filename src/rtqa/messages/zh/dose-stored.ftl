### codes: DVH ROI

passed = 全部 { $n } 条存储的 DVH 与此处计算的一致。
of-other-structures = 存储的 DVH 所属结构在此没有 DVH；未作比较。
none-readable = 剂量对象不含可读取的 DVH；未作比较。
none = 剂量对象不含 DVH；未作比较。
disagree = { $total } 条存储的 DVH 中有 { $n } 条与剂量和轮廓不符：{ $which }。
why-disagree = 剂量或结构在这些 DVH 计算之后被更改；请从计划的同一状态导出全部对象
differs = '{ $structure }'：{ $differences }
other-volume = { $stored }，而非 { $computed }
other-curve = 曲线平均相差 { $distance }
strangers = 有 { $n } 条存储的 DVH 的 ROI 编号不属于任何结构。
not-exported = 有 { $n } 条存储的 DVH 属于没有任何结构使用的 ROI 编号；其余均一致，因此是有结构未导出。
why-strangers = 该结构集并非评估剂量时所用者
unreadable = 有 { $n } 条存储的 DVH 无法读取：{ $reason }。
why-damaged = 与剂量一同存储的计划系统 DVH 已损坏；请重新导出剂量
in-percent = 存储的 DVH 旁所列最小、平均和最大值以 { $whole } 的 % 计，而其单位标为 Gy；未予采用。
other-values = { $total } 条存储的 DVH 中，有 { $n } 条旁列的最小、平均和最大值与曲线不符，无论以 Gy 还是以处方的 % 计。
why-other-values = 曲线与数值来自计划的不同状态
