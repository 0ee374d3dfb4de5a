# What stands on the first page: a kind of cause, and what to do about it. Names are those of CauseKind.

# $subjects list
file-absent = Not handed in: { $subjects }.
# $subjects list
course-data-absent = Not known, as neither course file nor treatment records tell it: { $subjects }.
# $subjects list
phase-absent = The plan of another phase was not handed in: { $subjects }.
# $subjects list
phase-stated = What is stated of phase { $subjects } does not decide every limit on the sum, and its plan was not handed in.
# $subjects list
structure-not-found = Not found among the structures: { $subjects }.

# $objects list, $says message
of-objects = { $objects }: { $says }

do-protocol-doubtful = Name the protocol of this plan (--protocol), or say which structures are meant: --map NAME=STRUCTURE.
do-limit-exceeded = Plan again, or ask the physician to accept the deviation.
do-limit-uncertain = Look at the interval, and decide.
do-requirement-not-met = Change the plan, or ask the physician to accept the deviation.
do-time-not-kept = Mend the calendar, or ask the physician to accept the deviation.
do-file-absent = Export it with the plan, or fetch it from the image archive.
do-course-data-absent = Write what is known into the course file (course.toml); as_of says up to which day.
do-phase-absent = Hand in its plan, or state in the course file (course.toml) what it gave: received.
do-phase-stated = Hand in its plan: with it the sum is computed voxel by voxel.
do-not-stated = State it in the planning system, and export the plan again.
do-structure-not-found = Name the structure as the protocol does, or say which one it is: --map NAME=STRUCTURE.
do-structure-doubtful = Look at the contours; mend them, or confirm them.
do-prescription-doubtful = Compare with the signed prescription; correct the plan, or state what is meant in the course file (planned_gy).
do-plan-doubtful = Review and approve the plan, or hand in the one that is to be treated.
do-dose-doubtful = Look at the dose in the planning system, and export it again.
do-beam-doubtful = Check the beams in the planning system; correct them, or confirm them.
do-image-doubtful = Look at the image series; export it whole, or confirm it.
do-link-doubtful = Make sure that all files are of this patient and plan, and export them together.
do-file-damaged = Export the file again.
do-registration-doubtful = Check the registration of the phases, or add its file.
do-clause-open = Complete the clause in the protocol file; rtqa protocols lint names every such clause.
do-not-supported = Judge it by other means.
