no-dose = 没有剂量，未比较器官勾画范围与剂量。
no-organ = 未比较勾画范围与剂量，因为没有勾画方案中贯穿治疗区的器官。
beyond = { $n } 个贯穿的器官均未终止于高剂量区内，高剂量区为 { $low } 至 { $high }。
misses = { $name } 勾画范围为 { $low } 至 { $high }，高剂量区为 { $dose_low } 至 { $dose_high }。
why-misses = 它经过治疗区而未在该处勾画，其剂量不明
ends = { $name } 终止于 { $end }，该处为高剂量区（{ $dose_low } 至 { $dose_high }），且没有结构延续。
why-ends = 可能有未勾画的延续部分；请勾画至治疗区之外
