nothing = No organ was found whose size is known.
# $n count
plausible =
    { $n ->
        [one] 1 organ is of plausible size.
       *[other] { $n } organs are of plausible size.
    }
# $name name, $volume quantity, $plausible range
volume = { $name } has { $volume }; { $plausible } are plausible.
# $name name, $area quantity, $plausible range
area = { $name } has a mean cross-section of { $area }; { $plausible } are plausible.
why = a margin, a part or another organ may go by its name
# $name name, $stated quantity, $volume quantity
stated = '{ $name }' states a volume of { $stated } (ROIVolume), and its contours hold { $volume }: they were changed since, or are another's.
