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
several-patients = The slices of one series have more than one PatientID; make sure whose they are, and export the image again.
# $n count, $angle quantity
tilted =
    { $n ->
        [one] 1 slice states that the gantry was tilted by { $angle } (GantryDetectorTilt), and lies upright: make sure that its place is right.
       *[other] { $n } slices state that the gantry was tilted by { $angle } (GantryDetectorTilt), and lie upright: make sure that their places are right.
    }
# $positions list
several-positions = The slices of one series state { $positions } (PatientPosition): make sure how the patient lay.
# $first date, $last date
several-days = The slices of one series were taken on { $first } and on { $last } (AcquisitionDate): make sure that they are of one scan.
