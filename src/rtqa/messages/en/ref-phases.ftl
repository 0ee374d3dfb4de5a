phases = phases
no-sum = No doses are to be added up: not every phase has a plan, or the protocol limits no sum.
not-added-up = The phases' doses are not added up voxel by voxel.
one-phase = The place of the phases was not compared, because there is one phase alone.
one-frame = The doses are added up voxel by voxel: all phases share one frame of reference.
registered = The doses are added up voxel by voxel: a rigid registration carries the earlier frame into that of the last phase.
table = Structures drawn in both phases
structure = Structure
against-phase = Against phase
named-there = Named there
overlap = Overlap (Dice)
apart = Centroids apart / mm
compared = Compared
whole = whole volumes
shared = the stretch drawn in both
table-note = Overlap: twice the common volume over the sum of both. A structure that ends with its scan, or was drawn over different lengths, is compared over the stretch drawn in both, across it only. The last phase's structures carry the verdict.
# $phases list
of-phases = { $phases }
# $phases list
stated = No doses are laid upon each other: what phase { $phases } gave is stated, and bounds the sum wherever it lies.
