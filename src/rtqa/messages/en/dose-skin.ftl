no-body-or-dose = Where the dose begins beneath the skin was not looked at: there is no dose, or no outline of the body.
other-kind = Where the dose begins beneath the skin was not looked at: it is not of photon or electron beams.
# $reason message
not-looked-at = Where the dose begins beneath the skin was not looked at: { $reason }.
# $shift quantity
bolus = Whether the dose is moved against the body is not known: it begins { $shift } beside it, and a bolus is drawn.
# $n count, $uncertainty quantity
not-known =
    Whether the dose is moved against the body is known to ± { $uncertainty } alone, from { $n ->
        [one] 1 place
       *[other] { $n } places
    } of its surface.
# $n count, $shift quantity, $uncertainty quantity
passed =
    The dose begins beneath the body's surface on all sides alike, at { $n ->
        [one] 1 place
       *[other] { $n } places
    }: moved by { $shift } ± { $uncertainty }.
# $n count, $shift quantity, $x quantity, $y quantity, $uncertainty quantity
moved =
    The dose lies { $shift } ± { $uncertainty } beside the body (x { $x }, y { $y }), by where it begins beneath the surface at { $n ->
        [one] 1 place
       *[other] { $n } places
    }.
why-moved = dose and structures may be of different images, or one of them was moved after the calculation; lay the dose over the CT in the planning system
