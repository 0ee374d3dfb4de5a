not-known = The vertices are not known: neither they nor their doses are reported.
# $target name, $whole count, $cut count, $shape name
counted =
    { $target }: { $whole } whole and { $cut } cut { $shape ->
        [rods] { $cut ->
            [one] rod
           *[other] rods
        }
       *[spheres] { $cut ->
            [one] sphere
           *[other] spheres
        }
    }
# $counted message, $how message, $diameter quantity, $share quantity
described = { $counted }, { $how }; { $diameter } wide, { $share } of the target.
# $counted message, $how message, $diameter quantity, $apart quantity, $share quantity
described-apart =
    { $counted }, { $how }; { $diameter } wide, { $apart } apart in the mean, { $share } of the target.
# $name name
none-inside = { $name }: no vertex lies in it.
# $name name
stray = { $name } lies in none of the targets.
# $targets list
why-stray = a vertex belongs in a target, which is { $targets }
# $target name
table = { $target }: vertices and where they lie
