# Why a structure has no dose-volume histogram, and what its dose had to undergo

# $name name
no-volume = structure '{ $name }' has no volume
# $name name, $reasons list
volume-not-known = the volume of structure '{ $name }' cannot be known: { $reasons }
# $spacing quantity
resampled = contours oblique to the dose grid: dose resampled at { $spacing }
# $plan name, $reasons list
not-together = dose and structures of plan '{ $plan }' do not belong together: { $reasons }
# $plan name
no-dose = no dose belongs to plan '{ $plan }'
# $plan name, $reasons list
no-dose-because = no dose belongs to plan '{ $plan }': { $reasons }
# $plan name
no-structures = no structure set belongs to plan '{ $plan }'
# $plan name, $reasons list
no-structures-because = no structure set belongs to plan '{ $plan }': { $reasons }
