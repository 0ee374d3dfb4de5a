not-known = Planning image: spacing of the slices not known.
# $modality name, $n count, $slices list
slices =
    { $n ->
        [one] { $modality }: 1 slice, { $slices }.
       *[other] { $modality }: { $n } slices, { $slices }.
    }
# $modality name, $slices list
single-slice = { $modality }: { $slices }.
why-single-slice = one slice is no volume; export the whole series
why-two-slices = between two slices there is one distance, which nothing is compared with; export the whole series
# $n count
why-missing =
    { $n ->
        [one] 1 slice is missing; export the whole series
       *[other] { $n } slices are missing; export the whole series
    }
# $tolerance quantity
why-uneven = distances between slices differ by more than { $tolerance }
