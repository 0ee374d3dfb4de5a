# A margin between two drawn structures

# $structure name, $around name, $asked list
not-known = The margin of { $structure } around { $around } is not known; { $asked } asked for.
# $structure name, $around name, $asked list, $lacking quantity, $beyond quantity
compared = { $structure } around { $around }, { $asked } asked for: within a voxel of it, { $lacking } of the margin are not covered, and { $beyond } lie beyond it.
why-planes = they are not drawn in planes along the same axis
why-review = the protocol allows another margin for a reason: look whether there is one
# $asked range, $sides list
on-sides = { $asked } ({ $sides })
left = left
right = right
anterior = anterior
posterior = posterior
superior = superior
inferior = inferior
