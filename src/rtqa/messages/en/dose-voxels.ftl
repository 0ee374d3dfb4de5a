# $n count
passed =
    { $n ->
        [one] 1 plane that follows the others smoothly.
       *[other] { $n } planes that follow each other smoothly.
    }
# $n count, $least count
few-planes =
    { $n ->
        [one] The only plane of dose was compared with no other
       *[other] The { $n } planes of dose were not compared with each other
    }, because { $least } or more are needed.
empty = The dose grid holds no dose at all.
why-empty = export the dose again
# $n count, $plane count
empty-planes =
    { $n ->
        [one] 1 plane within the dose is empty: plane { $plane }.
       *[other] { $n } planes within the dose are empty, from plane { $plane } on.
    }
# $n count, $plane count
repeated-planes =
    { $n ->
        [one] 1 plane repeats the one before: plane { $plane }.
       *[other] { $n } planes repeat the one before, from plane { $plane } on.
    }
# $first count, $second count
swapped-planes = Planes { $first } and { $second } fit their neighbours less than these fit each other.
# $hottest quantity, $beside quantity
spike = One voxel has { $hottest }, and those beside it { $beside } at most.
# $maximum quantity
flat = The dose is flat at its maximum of { $maximum }, as if cut off there.
hole = Some voxels amid high dose have next to none.
why-damaged = no dose calculation gives that; the file was damaged or converted, export the dose again
