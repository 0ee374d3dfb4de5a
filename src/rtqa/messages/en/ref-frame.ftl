shared = Plan, dose and structures share one frame of reference.
# $roles list
not-stated = { $roles }: no frame of reference is stated.
# $roles list
differs = { $roles } do not all have the same frame of reference.
