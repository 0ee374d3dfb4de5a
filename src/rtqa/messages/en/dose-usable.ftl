passed = The dose is the whole plan's, in Gy.
one-fraction = The dose is that of one fraction, not of the whole plan.
some-beams = The dose is that of a part of the beams, not of the whole plan.
# $type name
not-physical =
    DoseType is { $type }: already corrected for biological effect, while the limits are of physical dose. Export the physical dose.
as-water =
    The dose was computed as if the patient were of water (TissueHeterogeneityCorrection is WATER): compute it with the image's densities.
# $low quantity, $high quantity
impossible = The dose has values that no dose has (from { $low } to { $high }).
# $hottest quantity, $prescribed quantity
too-low =
    The hottest point of the dose grid has { $hottest }, and the plan prescribes { $prescribed }: the dose may be a part of the plan's, or in another unit.
# $hottest quantity, $prescribed quantity
too-high =
    The hottest point of the dose grid has { $hottest }, and the plan prescribes { $prescribed }: the dose may be of more than this plan, or in another unit.
no-plan = The dose says that it is a whole plan's, in Gy; there is no plan to hold it against.
nothing-prescribed = The dose says that it is the whole plan's, in Gy; the plan prescribes nothing to hold it against.
