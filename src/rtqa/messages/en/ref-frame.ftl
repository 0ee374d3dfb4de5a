# $roles list
shared = { $roles } share one frame of reference.
# $role name
alone = The frame of reference was compared with nothing, because { $role } is the only object.
nothing = No frame of reference was compared, because there is neither plan nor dose nor structure set.
# $roles list
not-stated = { $roles }: no frame of reference is stated.
# $roles list
differs = { $roles } do not all have the same frame of reference.
# $name name
set-aside = The protocol asks for { $name }, which is drawn in another frame of reference than the dose's.
