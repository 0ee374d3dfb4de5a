# How one phase lies upon another

subject = the rigid registration of the phases
absent = no registration carries the one phase's frame of reference into the other's
# $n count
contradict =
    { $n ->
        [one] 1 registration of the phases' frames contradicts itself
       *[other] { $n } registrations of the phases' frames contradict each other
    }
# $kind name
not-rigid = the registration between the phases' frames is of type { $kind }, and only a rigid one is applied
type-not-stated = the registration between the phases' frames states no type, and only a rigid one is applied
no-motion = the registration between the phases' frames is no motion of space: its last row is not 0 0 0 1
no-rotation =
    the registration between the phases' frames is no rotation: its columns are not orthogonal unit vectors
mirrors = the registration between the phases' frames mirrors the patient: the determinant of its rotation is −1
not-confirmed =
    no organ and no body outline is drawn in both phases, so nothing shows whether the registration holds
# $given quantity, $inverse quantity, $n count
wrong-way-round =
    the registration seems to be the wrong way round: structures overlap by { $given } with it and by { $inverse } with its inverse { $n ->
        [one] (1 structure)
       *[other] (median of { $n })
    }
not-confirmed-along =
    whatever is drawn in both phases ends with its scan, or was drawn over different lengths, so that nothing shows whether the registration holds along the body
# $distance quantity, $x quantity, $y quantity, $z quantity, $n count
misses =
    registered, what is drawn in both phases lies up to { $distance } apart (x { $x }, y { $y }, z { $z }; { $n ->
        [one] 1 structure
       *[other] { $n } structures
    } compared)
# $name name, $overlap quantity
overlap-of = { $name } { $overlap }
# $overlaps list
phases-apart = the structures of both phases do not lie in one place (overlap: { $overlaps })
# $name name, $overlap quantity
structure-apart = '{ $name }' as drawn in both phases overlaps by { $overlap } only
