# What stands on the first page: a kind of cause, and what to do about it. Names are those of CauseKind.

# $n count
limit-exceeded = { $n } values exceed their limit.
# $n count
limit-uncertain = { $n } values lie within their own uncertainty of the limit.
# $n count
requirement-not-met = { $n } requirements of the protocol are not met.
# $n count
time-not-kept = { $n } times of the protocol are not kept.
# $subjects list
file-absent = Not handed in: { $subjects }.
# $subjects list
course-data-absent = Not known, as neither course file nor treatment records tell it: { $subjects }.
# $subjects list
phase-absent = The plan of another phase was not handed in: { $subjects }.
# $n count
not-stated = { $n } things that the protocol asks about are not stated.
# $subjects list
structure-not-found = Not found among the structures: { $subjects }.
# $n count
structure-doubtful = The structures raise { $n } questions.
# $n count
prescription-doubtful = The prescription raises { $n } questions.
# $n count
plan-doubtful = The plan raises { $n } questions.
# $n count
dose-doubtful = The dose raises { $n } questions.
# $n count
beam-doubtful = The beams raise { $n } questions.
# $n count
image-doubtful = The images raise { $n } questions.
# $n count
link-doubtful = How the files belong together raises { $n } questions.
# $n count
file-damaged = { $n } files or parts of them could not be read.
# $n count
registration-doubtful = How the phases lie upon each other raises { $n } questions.
# $n count
not-supported = { $n } things are of a kind that rtqa does not judge.

# $objects list, $says message
of-objects = { $objects }: { $says }

do-limit-exceeded = Plan again, or have the deviation accepted.
do-limit-uncertain = Look at the interval, and decide.
do-requirement-not-met = Change the plan, or have the deviation accepted.
do-time-not-kept = Mend the calendar, or have the deviation accepted.
do-file-absent = Export it from the planning system, together with the plan.
do-course-data-absent = Write it into the course file.
do-phase-absent = Hand in the plan of every phase.
do-not-stated = State it in the planning system, and export the plan again.
do-structure-not-found = Name the structure as the protocol does, or say which one it is: --map NAME=STRUCTURE.
do-structure-doubtful = Look at the contours; mend them, or confirm them.
do-prescription-doubtful = Compare with the signed prescription; correct the plan, or confirm it.
do-plan-doubtful = Review and approve the plan, or hand in the one that is to be treated.
do-dose-doubtful = Look at the dose in the planning system, and export it again.
do-beam-doubtful = Check the beams in the planning system; correct them, or confirm them.
do-image-doubtful = Look at the image series; export it whole, or confirm it.
do-link-doubtful = Make sure that all files are of this patient and plan, and export them together.
do-file-damaged = Export the file again.
do-registration-doubtful = Check the registration of the phases, or add its file.
do-not-supported = Judge it by other means.
