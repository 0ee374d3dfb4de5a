not-known = 未提交影像；要求 { $allowed }。
shown = 影像类型 { $shown }；要求 { $allowed }。
