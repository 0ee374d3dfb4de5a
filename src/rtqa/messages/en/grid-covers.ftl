no-structure = No structure was compared with the dose grid: none of the protocol's was found.
# $structure name
no-dvh = { $structure }: no dose-volume histogram.
# $structure name
inside = { $structure } lies wholly inside the dose grid.
# $structure name, $share quantity
outside = { $structure }: { $share } of its volume lies outside the dose grid.
why-outside = the dose there is not known, and is neither taken as 0 Gy nor guessed from the rest
