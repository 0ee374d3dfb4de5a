# $n count
whole =
    { $n ->
        [one] 1 structure of protocol and prescription is drawn whole.
       *[other] { $n } structures of protocol and prescription are drawn whole.
    }
one-plane = Nothing was compared, because no structure of protocol or prescription is drawn on more than one plane.
nothing = No structure of protocol or prescription was found to look at.
# $names list
empty = Listed and not drawn: { $names }.
# $name name
not-drawn = { $name } has no closed contour.
# $name name
not-measured = { $name } is drawn, and has no volume that can be known.
why-not-drawn = nothing can be said of its dose; draw it, or say which structure is meant
# $name name, $n count, $place quantity
planes-missing =
    { $n ->
        [one] { $name }: 1 image slice after { $place } is bare, between outlines that overlap.
       *[other] { $name }: { $n } image slices are bare between outlines that overlap, the first after { $place }.
    }
why-planes-missing = it was not drawn there, or it ends and begins again: values stand for the likelier, and their intervals hold both; draw it, or confirm
# $name name, $share quantity
beyond-image = { $name } reaches beyond the image: { $share } of its points.
why-beyond-image = structure and image do not belong together, or one of them was moved or cut
# $name name, $n count, $distance quantity
stray =
    { $n ->
        [one] { $name } has 1 small outline { $distance } or more from the rest.
       *[other] { $name } has { $n } small outlines { $distance } or more from the rest.
    }
why-stray = a slip of the pen counts with its dose; delete what is not meant, or confirm it
# $name name, $place quantity
beside-next = { $name }: the outline at { $place } lies wholly beside the next.
# $name name, $place quantity
odd-size = { $name }: the outline at { $place } is much larger or smaller than its neighbours.
why-leap = it may have been drawn, copied or moved by mistake
# $name name
set-aside = { $name } is drawn, and its contours cannot be used.
