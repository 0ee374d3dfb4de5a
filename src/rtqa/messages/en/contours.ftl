# What contours make a calculation assume, and why some have no volume

# $name name
no-closed = structure '{ $name }' has no closed contours
# $name name
no-area = structure '{ $name }' has contours, but none encloses an area
# $name name
oblique-margin = structure '{ $name }' is drawn in oblique planes, and its margin differs by direction of the patient
# $name name
other-directions = structure '{ $name }' is drawn in planes of other directions
planes-differ = the contours of the structure lie in planes of different directions
# $n count
without-area =
    { $n ->
        [one] 1 contour has no area
       *[other] { $n } contours have no area
    }
# $most count
too-many-pairs = more than { $most } pairs of contours of one structure may lie in each other; no plan has so many
# $n count, $most count
too-many-crossing =
    { $n } contours of one plane cross each other; no more than { $most } are taken apart, and no plan has so many
# $share quantity
crossing =
    contours of one plane cross: taken as a union; as an exclusive or the area would differ by { $share }
# $share quantity
holes = contours inside others are holes: they take away { $share } of the area
# $distance quantity
flattened = contours up to { $distance } out of their planes: flattened
thickness-not-known = one plane only, and nothing tells how thick it is
# $thickness quantity
one-plane = one plane only: taken as { $thickness } thick, the spacing of the structure set
# $gap quantity, $spacing quantity
drawn-every = drawn every { $gap } where planes are { $spacing } apart: bridged
# $n count
planes-missing =
    { $n ->
        [one] 1 slice is bare between outlines that overlap: taken as not drawn there; the interval holds that nothing is there, too
       *[other] { $n } slices are bare between outlines that overlap: taken as not drawn there; the interval holds that nothing is there, too
    }
# $n count
maybe-parts = { $n } parts, with bare slices between outlines that overlap; the interval holds that the structure goes on there, too
slices-not-known = no image tells where slices lie: the planes of all structures stand for them
# $n count
parts = { $n } parts, apart along the normal: each ends in caps of its own
