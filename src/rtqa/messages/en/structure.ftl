# What stands for a structure of the protocol

# $name name
not-found = no structure of the plan is named { $name }
# $name name, $similar name, $mark name
not-found-but-similar =
    no structure of the plan is named { $name }; '{ $similar }' resembles it { $mark ->
        [margin] (by its name with a margin around it) and
        [part] (by its name a part of it) and
        [helper] (by its name a helper for planning) and
        [earlier] (by its name drawn on another image or at an earlier time) and
        [copy] (by its name a numbered copy) and
       *[none] and
    } counts only if you say so: --map { $name }='{ $similar }'
# $n count, $name name, $names list
several =
    { $n } structures may be the protocol's { $name } ({ $names }): say which with --map { $name }=NAME
# $name name, $owners list
shared = '{ $name }' stands for { $owners } at once, and can be only one of them
# $n count, $total count
open-contours =
    { $n ->
        [one] 1 of { $total } contours is open and encloses nothing; what it means is not known
       *[other] { $n } of { $total } contours are open and enclose nothing; what they mean is not known
    }
# $name name, $volume quantity, $organ name, $organ_volume quantity
no-margin =
    '{ $name }' has { $volume } and its organ '{ $organ }' { $organ_volume }: it has no margin around it
# $name name, $others list
crosses-middle = { $name } crosses the middle between { $others }
# $name name, $together quantity, $apart quantity
overlap = { $name }: { $together } together, { $apart } apart: they overlap
none-of-sum = no structure that a limit on the sum names is drawn
no-set = no structure set was handed in with the plan
# $name name, $reason message
not-derived = { $name } is derived from others, and of these { $reason }
# $name name, $volume quantity, $derived quantity, $apart quantity
drawn-otherwise =
    '{ $name }' as drawn has { $volume }, and { $derived } as it is derived; { $apart } of both lie further apart than drawing explains (a slice, and 2 mm within it)
# $name name
absent = { $name } is not drawn, and the protocol says that it may be absent
# $name name, $side name
on-the-other-side =
    { $name } lies wholly on the { $side ->
        [left] right
       *[right] left
    }, and is stated to lie on the { $side ->
        [left] left
       *[right] right
    }
