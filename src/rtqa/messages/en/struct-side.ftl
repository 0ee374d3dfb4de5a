nothing = No side was compared, because no two organs of a pair are drawn apart from each other.
# $n count
on-their-sides =
    { $n ->
        [one] 1 pair of organs lies on the sides that the names say.
       *[other] { $n } pairs of organs lie on the sides that the names say.
    }
# $name name, $distance quantity, $other name
exchanged = { $name } lies { $distance } to the patient's right of { $other }.
why = names, or all contours, are exchanged left for right; correct them and evaluate again
