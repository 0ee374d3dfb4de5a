# $name name, $size message, $asked message
measured = { $name }: { $size }; { $asked }.
# $name name, $asked message
not-found = { $name }: not found, { $asked }.
# $name name, $asked message
not-known = { $name }: size not known, { $asked }.
# $least quantity
asked = at least { $least } asked for
for-information = for information
# $longest range, $within quantity
size-axial = longest diameter { $longest } in space, { $within } within an axial plane
# $longest range, $within quantity
size-oblique = longest diameter { $longest } in space, { $within } within a plane, which is not axial
# $size message, $n count, $parts list
size-of-parts =
    { $n ->
        [one] { $size }; a further part of { $parts }
       *[other] { $size }; further parts of { $parts }
    }
why-not-axial = it is not drawn in axial planes, so that its axial diameter is not known
why-end-planes = it depends on how far the lesion reaches beyond the last planes drawn
why-parts = it has parts of different sizes, and which of them are one lesion is not known
why-readings = the readings disagree, and the text does not say which diameter is meant
# $says message
untreated = { $says } Not treated by this plan, which prescribes nothing to it and has no vertex in it.
# $most quantity
asked-at-most = at most { $most } asked for
# $sizes range
asked-between = { $sizes } asked for
