# What the checks of images share

no-planning-image = no image of the plan's structures was handed in; add the slices that they were drawn on
# $thickness range
thickness = SliceThickness { $thickness }
no-thickness = no SliceThickness
# $spacing range
spacing = slices { $spacing } apart
single-slice = one slice
# $n count
missing = { $n } missing
unusable = the slices that were handed in make no image that can be used
