nothing = No structure's name says left or right.
# $name name, $distance range, $side name, $middle list
on-a-side =
    { $side ->
        [left] { $name } lies { $distance } to the left of the middle ({ $middle }).
       *[right] { $name } lies { $distance } to the right of the middle ({ $middle }).
    }
# $name name, $right quantity, $left quantity, $middle list
on-both-sides = { $name } lies between { $right } to the right and { $left } to the left of the middle ({ $middle }).
# $name name, $distance quantity, $side name, $partner name
beside-partner =
    { $side ->
        [left] { $name } lies { $distance } to the left of { $partner }.
       *[right] { $name } lies { $distance } to the right of { $partner }.
    }
# $name name
not-known = { $name }: side not known.
why-not-known = no structure tells where the patient's middle is: cord, brain stem, body or the other side
middle-organs = a structure in the patient's middle: cord, brain stem or body
# $side name
why-other-side =
    { $side ->
        [left] its name says left
       *[right] its name says right
    }
# $side name
why-near =
    { $side ->
        [left] its name says left, and a turned head or a crooked middle may be why it is not
       *[right] its name says right, and a turned head or a crooked middle may be why it is not
    }
