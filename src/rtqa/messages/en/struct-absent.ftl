nothing = The course file says of no structure that the patient has none.
# $name name, $reason name
none = { $name }: none, by the course file ({ $reason }); no clause on it is judged.
# $name name, $reason name, $drawn list
drawn = { $name } is said to be absent ({ $reason }), and the plan has { $drawn }.
why-drawn = course file and structure set contradict each other: it was judged as drawn
# $name name, $reason name, $phases list
planned = { $name } is said to be absent ({ $reason }), and the course file states its planned_gy in phase { $phases }.
why-planned = the course file contradicts itself: nothing on it was judged
# $name name, $reason name, $drawn list
mirrored = { $name } is said to be absent ({ $reason }), and { $drawn } lies where it would, by the other side, and is as large.
why-mirrored = a name that is not known may hide the organ; if it is another thing, say so by its name
# $name name
allowed = { $name }: not drawn, and may be absent by the protocol.
