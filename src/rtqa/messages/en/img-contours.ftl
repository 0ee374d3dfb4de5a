not-compared = Contours were not compared with the planning image.
# $n count
on-slices =
    { $n ->
        [one] 1 structure of the protocol is drawn on slices of the image.
       *[other] All { $n } structures of the protocol are drawn on slices of the image.
    }
# $n count, $total count
off-slices =
    { $n ->
        [one] 1 of { $total } structures does not follow the slices of the image.
       *[other] { $n } of { $total } structures do not follow the slices of the image.
    }
why-no-structure = none of the protocol's structures was found
why-other-frame = structures and image are not of one frame of reference
# $name name
why-across = { $name }: drawn across the slices
# $name name, $n count, $total count, $distance quantity
why-beside =
    { $n ->
        [one] { $name }: 1 of { $total } planes lies { $distance } beside a slice
       *[other] { $name }: { $n } of { $total } planes lie up to { $distance } beside a slice
    }
# $name name, $step quantity, $spacing quantity
why-coarse = { $name }: drawn every { $step } on slices { $spacing } apart
