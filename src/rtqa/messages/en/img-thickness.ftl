# $modality name, $slices list, $most quantity
planning = Planning { $modality }: { $slices }; at most { $most } asked for.
# $most quantity
planning-not-known = Planning image: slices not known; at most { $most } asked for.
# $images list, $most quantity
baseline = Baseline { $images }; at most { $most } asked for.
# $modality name, $slices list
image = { $modality }: { $slices }
# $most quantity
baseline-not-known = Baseline image: slices not known; at most { $most } asked for.
why-no-baseline = no image that was taken before the planning image, and before treatment, was handed in; add its slices
why-no-planning-image = without the planning image, nothing tells which image was taken before it
why-several = which of these images is the baseline image is not known
why-not-stated = a slice does not state its SliceThickness (0018,0050)
why-single-slice = there is one slice only, which shows no distance between slices
baseline-image = baseline image
