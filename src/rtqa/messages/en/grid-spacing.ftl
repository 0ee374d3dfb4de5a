# $i quantity, $j quantity, $k quantity
size = { $i } × { $j } × { $k } mm
# $size message, $structure name, $diameter quantity
passed = Voxels of { $size }; the smallest target, { $structure }, has the volume of a ball of { $diameter }.
# $size message
no-target = Voxels of { $size } were compared with no target, because no volume that is prescribed a dose is drawn.
# $size message
coarse = The voxels of the dose are { $size }.
# $coarsest quantity
why-coarse = more than { $coarsest } smooths peaks away; compute the dose on a finer grid
# $size message, $structure name, $diameter quantity
small-target = The voxels of the dose are { $size }; { $structure } has the volume of a ball of { $diameter }.
# $n count
why-small-target =
    { $n ->
        [one] fewer than 1 voxel across a target tells little of its dose; compute the dose on a finer grid
       *[other] fewer than { $n } voxels across a target tell little of its dose; compute the dose on a finer grid
    }
