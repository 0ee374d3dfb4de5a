nothing = No volume was found that another one must hold.
# $n count
within =
    { $n ->
        [one] In 1 pair of volumes, the outer one holds the inner one.
       *[other] In each of { $n } pairs of volumes, the outer one holds the inner one.
    }
# $name name, $outside quantity, $total quantity, $place message
outside = { $name }: { $outside } of { $total } lie { $place }.
# $kind name
outside-every = outside every { $kind }
# $name name
outside-margin = outside { $name }
# $dose quantity
outside-level = outside every PTV that is prescribed its { $dose }
outside-body = outside the body
why = one of the two was moved, cut or named wrongly, or a margin is missing
