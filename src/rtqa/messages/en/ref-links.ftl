# $roles list
linked = { $roles } refer to each other.
# $role name
absent = There is no { $role }, so nothing refers to it.
dose-of-another-plan = The RTDOSE does not name this RTPLAN (ReferencedRTPlanSequence); it may be another plan's.
plan-of-other-structures = The RTPLAN does not name this RTSTRUCT (ReferencedStructureSetSequence); the ROI numbers of its prescriptions may mean other structures.
