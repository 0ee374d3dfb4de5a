no-structure = No structure was compared with the dose grid: none of the protocol's was found.
# $structure name
no-dvh = { $structure }: no dose-volume histogram.
# $structure name
inside = { $structure } lies wholly inside the dose grid.
# $structure name, $share quantity
outside = { $structure }: { $share } of its volume lies outside the dose grid.
why-outside = the dose there is not known, and is neither taken as 0 Gy nor guessed from the rest
# $structure name, $share quantity, $beyond quantity
bounded = { $structure }: { $share } of its volume lies outside the dose grid, where no beam opens; taken as 0 to { $beyond }, twice the highest dose of the grid's border there.
# $n count
uncomputed =
    { $n ->
        [one] 1 plane
       *[other] { $n } planes
    } at the ends of the dose grid are 0 throughout, next to high dose: taken as not computed, and not as 0 Gy.
