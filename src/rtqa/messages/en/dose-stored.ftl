# $n count
passed =
    { $n ->
        [one] The 1 stored DVH agrees with the one computed here.
       *[other] All { $n } stored DVHs agree with those computed here.
    }
of-other-structures = The stored DVHs are of structures that have none here; nothing was compared.
none-readable = The dose holds no DVH that can be read; nothing was compared.
none = The dose holds no DVHs; nothing was compared.
# $n count, $total count, $which list
disagree =
    { $n ->
        [one] 1 of { $total } stored DVHs disagrees with dose and contours: { $which }.
       *[other] { $n } of { $total } stored DVHs disagree with dose and contours: { $which }.
    }
why-disagree = dose or structures were changed after these DVHs were computed; export all from one state of the plan
# $structure name, $differences list
differs = '{ $structure }': { $differences }
# $stored quantity, $computed quantity
other-volume = { $stored } and not { $computed }
# $distance quantity
other-curve = the curves lie { $distance } apart in the mean
# $n count
strangers =
    { $n ->
        [one] 1 stored DVH is of an ROI number that no structure has.
       *[other] { $n } stored DVHs are of ROI numbers that no structure has.
    }
# $n count
not-exported =
    { $n ->
        [one] 1 stored DVH is of an ROI number that no structure has; all others agree, so that a structure was not exported.
       *[other] { $n } stored DVHs are of ROI numbers that no structure has; all others agree, so that structures were not exported.
    }
why-strangers = the structure set is not the one that the dose was evaluated on
# $n count, $reason message
unreadable =
    { $n ->
        [one] 1 stored DVH cannot be read: { $reason }.
       *[other] { $n } stored DVHs cannot be read: { $reason }.
    }
why-damaged = what the planning system stored beside the dose is damaged; export the dose again
# $whole quantity
in-percent =
    The minimum, mean and maximum stated beside the stored DVHs are in % of { $whole }, although their unit says Gy; no use was made of them.
# $n count, $total count
other-values =
    The minimum, mean and maximum stated beside { $n } of { $total } stored DVHs are not those of the curves, neither in Gy nor in % of a prescription.
why-other-values = curves and numbers are of different states of the plan
