### codes: ApprovalStatus DICOM
reviewed = ApprovalStatus 为 { $status }，审核日期 { $date }。
undated = ApprovalStatus 为 { $status }，未注明日期。
not-stated = 未注明 ApprovalStatus。
why-not-stated = 计划未说明是否已批准，这并不等于未批准
why-unapproved = 尚未批准：请审核后在计划系统中批准，再重新导出
why-unheard-of = 该状态不属于 DICOM 规定的取值
