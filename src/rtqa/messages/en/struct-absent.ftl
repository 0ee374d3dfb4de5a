nothing = The course file says of no structure that the patient has none.
# $name name, $reason name
none = { $name }: none, by the course file ({ $reason }); no clause on it is judged.
# $name name, $reason name, $drawn list
drawn = { $name } is said to be absent ({ $reason }), and the plan has { $drawn }.
why-drawn = course file and structure set contradict each other: it was judged as drawn
# $name name, $reason name, $phases list
planned = { $name } is said to be absent ({ $reason }), and the course file states its planned_gy in phase { $phases }.
why-planned = the course file contradicts itself: nothing on it was judged
# $name name
allowed = { $name }: not drawn, and may be absent by the protocol.
