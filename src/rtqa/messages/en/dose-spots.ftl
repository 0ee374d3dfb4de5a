nothing = Hot and cold spots were not looked for: that takes a dose, a target that is drawn, and a prescription.
# $prescribed quantity, $n count
passed =
    No spot of 15 mm across has more than { $prescribed } outside { $n ->
        [one] the target
       *[other] all { $n } targets
    }, or less than 90 % of its prescription inside.
# $width quantity, $prescribed quantity, $hottest quantity
hot = Outside every target, a hot spot { $width } across has more than the { $prescribed } prescribed: up to { $hottest }.
why-hot = ICRU 50 and 62 call hot spots of 15 mm and more significant; look at it, or draw the target that it belongs to
# $structure name, $within quantity, $beside quantity
beside = { $structure } has up to { $within } inside, and { $beside } within 10 mm beside it.
why-beside = a vertex is drawn where its peak is meant to be: was it moved, or the plan computed with another?
# $width quantity, $level quantity, $hottest quantity
island = Apart from every target, a spot { $width } across has more than { $level }: up to { $hottest }.
why-island = what spills out of a target hangs together with it, and this does not; look at it, or draw the target that it belongs to
# $structure name, $width quantity, $level quantity, $coldest quantity
cold = { $structure }: a cold spot { $width } across has less than { $level }, 90 % of its prescription: down to { $coldest }.
why-cold = a target is meant to be covered as a whole; look at the dose there, or at what the prescription refers to
