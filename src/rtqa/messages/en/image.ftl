# $n count, $reason message
left-out =
    { $n ->
        [one] A series of 1 slice is left out: { $reason }.
       *[other] A series of { $n } slices is left out: { $reason }.
    }
slice-without-place = a slice does not say where it lies; export the series again
slices-shifted = its slices are shifted against each other, as under a tilted gantry
# $n count, $kept count
slices-twice =
    { $n ->
        [one] 1 slice lies where another of its series lies, and was left out: { $kept } are kept. Export one reconstruction only.
       *[other] { $n } slices lie where others of their series lie, and were left out: { $kept } are kept. Export one reconstruction only.
    }
# $n count, $total count, $reason message
not-drawn =
    { $n ->
        [one] 1 of { $total } slices is missing from the pictures: { $reason }. Where its slices lie is known, and nothing but pictures needs more.
       *[other] { $n } of { $total } slices are missing from the pictures: { $reason }. Where the slices lie is known, and nothing but pictures needs more.
    }
# $n count, $frames count
frames-count =
    { $n ->
        [one] 1 frame is described, and NumberOfFrames is { $frames }; export the image again
       *[other] { $n } frames are described, and NumberOfFrames is { $frames }; export the image again
    }
# $tilt quantity
tilted = The scanner states a tilt of { $tilt } (GantryDetectorTilt), and its slices lie upright; make sure that the image was straightened, and not only written as if it stood straight.
several-patients = The slices of one series have more than one PatientID; make sure whose they are, and export the image again.
