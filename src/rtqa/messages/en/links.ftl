# Which objects belong together

references = the references between the files
frames = the frame of reference
# $role name
absent = No { $role } among the files goes with the others; export it with them.
# $sought name, $taken name, $by name
none-named =
    It refers to no { $sought ->
        [RTPLAN] plan
       *[RTSTRUCT] structure set
    }; { $taken } was taken { $by ->
        [frame] by the same frame of reference
       *[only] because it is the only one
    }.
# $sought name, $taken name, $by name
not-at-hand =
    The { $sought ->
        [RTPLAN] plan
       *[RTSTRUCT] structure set
    } it refers to is not among the files; { $taken } was taken { $by ->
        [frame] by the same frame of reference
       *[only] because it is the only one
    }. Check that they belong together, or export them together.
# $n count, $sought name
several =
    It names { $n } { $sought ->
        [RTPLAN] plans
       *[RTSTRUCT] structure sets
    }; the first was followed. Export it again.
# $sought name
other-class =
    What it names as its { $sought ->
        [RTPLAN] plan
       *[RTSTRUCT] structure set
    } is an object of another class (ReferencedSOPClassUID).
# $other name, $taken name
other-structures = It refers to another structure set than { $other } does; the one used is { $taken }. Check that they belong together.
other-dose = It refers to another dose than the one that goes with it. Check that they belong together.
# $n count
several-images = { $n } images share its frame of reference and it names none of them; none was used.
# $taken name
image-not-at-hand = The image it names is not among the files; { $taken } of the same frame of reference was taken.
# $taken name
no-image-named = It names no image; { $taken } of the same frame of reference was taken.
# $other name
study-differs = Its study is not that of { $other }; make sure that both belong together.
left-aside = No plan or dose refers to it, and it had no part in the verdict.
newer-left-aside = No plan or dose refers to it, and it had no part in the verdict, though it is newer than the one used; make sure which one holds.
frame-unknown = It states no frame of reference, so nothing shows that its coordinates are those of the other objects; export it again with FrameOfReferenceUID.
# $other name
frame-differs = Its frame of reference is not that of { $other }, so their coordinates are not comparable; export objects of one image set, or register them.
# $role name
unread = There is an { $role }, and it could not be read.
verification = It verifies another plan among the files, on a phantom or a detector; it was set aside with its dose.
rejected = It was rejected, and a plan on the same structures that was approved is among the files; it was set aside with its dose.
# $n count
several-studies = The objects are of { $n } studies, as exports make them; that they belong together shows where they name each other.
# $n count, $names list
contours-elsewhere =
    { $n ->
        [one] { $names } does not lie on the slices that its contours name: it was moved, or drawn on another image.
       *[other] { $names } do not lie on the slices that their contours name: they were moved, or drawn on another image.
    }
