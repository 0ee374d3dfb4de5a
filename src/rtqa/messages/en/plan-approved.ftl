# $status name, $date name
reviewed = ApprovalStatus is { $status }, reviewed on { $date }.
# $status name
undated = ApprovalStatus is { $status }, date not stated.
not-stated = ApprovalStatus is not stated.
why-not-stated = the plan does not say whether it was approved, which is not the same as no
why-unapproved = nobody has approved it yet: have it reviewed, approve it where it was planned, and export it again
why-unheard-of = this status is none of DICOM's
