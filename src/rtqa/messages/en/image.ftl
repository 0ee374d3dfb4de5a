# $n count, $reason message
left-out =
    { $n ->
        [one] A series of 1 slice is left out: { $reason }.
       *[other] A series of { $n } slices is left out: { $reason }.
    }
slice-without-place = a slice does not say where it lies; export the series again
slices-at-one-place = two slices lie at one place; export one reconstruction only
slices-shifted = its slices are shifted against each other, as under a tilted gantry
