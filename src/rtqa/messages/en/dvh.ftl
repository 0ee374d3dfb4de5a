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
no-dose = no usable dose belongs to plan '{ $plan }'
# $plan name, $reasons list
no-dose-because = no usable dose belongs to plan '{ $plan }': { $reasons }
# $plan name
no-structures = no structure set belongs to plan '{ $plan }'
# $plan name, $reasons list
no-structures-because = no structure set belongs to plan '{ $plan }': { $reasons }
# $between name, $caps message, $dose name
settings =
    { $between ->
        [shape] shapes interpolated by signed distance
        [smooth] smooth surfaces by squared distance
       *[prism] right prisms, slabs to mid-planes
    }, { $caps }; exact area coverage; { $dose ->
        [tricubic] tricubic
       *[trilinear] trilinear
    } dose
# $system name, $settings message
mimics = as { $system } is understood: { $settings }
no-caps = no end caps
# $ends name
caps =
    half-slice caps{ $ends ->
        [tapered] { " " }that taper off
        [undosed] { " " }in the volume, not in the dose
       *[flat] { "" }
    }
# $limit quantity, $ends name
caps-up-to =
    half-slice caps up to { $limit }{ $ends ->
        [tapered] { " " }that taper off
        [undosed] { " " }in the volume, not in the dose
       *[flat] { "" }
    }

# $n count, $name name
name-twice = { $n } structures are named { $name }
