# What a clause of a protocol asks, in one line

# $asked message, $arms list
of-arm = { $asked }; of arm { $arms }
# $key name, $value name
pair = { $key } { $value }
# $parts list
parts = { $parts }
approval = the plan is approved before it is delivered
# $first name, $last name, $n count, $ways list
interval =
    from { $first } to { $last }{ $n ->
        [one] : { $ways }
       *[other] , as the words may mean { $n } things: { $ways }
    }
# $image name, $parts list
image =
    { $image ->
        [planning] planning image
       *[baseline] baseline image
    }: { $parts }
# $modalities list
of-modality = of { $modalities }
# $most quantity
slices = slices of at most { $most }
# $parts list
calculation = dose computed so: { $parts }
# $most quantity
voxels = voxels of at most { $most }
# $energies list
energies = energies of { $energies }
# $heterogeneity name
tissue =
    { $heterogeneity ->
        [water] as if of water
       *[corrected] corrected for tissue
    }
# $algorithms list
algorithms = by { $algorithms } (told, not judged)
# $structure name, $around name, $margins list, $outside name
margin =
    { $structure } around { $around }: { $margins }{ $outside ->
        [review] ; recommended
       *[fail] {""}
    }
# $size list
at-least = at least { $size }
# $size list
at-most = at most { $size }
# $side name, $size quantity
side =
    { $side ->
        [left] left
        [right] right
        [anterior] anterior
        [posterior] posterior
        [superior] superior
        [inferior] inferior
       *[all] elsewhere
    } { $size }
# $n count, $ways list
weeks =
    at most { $n ->
        [one] 1 week
       *[other] { $n } weeks
    }, counted as { $ways }
# $n count, $ways list
days =
    at most { $n ->
        [one] 1 day
       *[other] { $n } days
    }, counted as { $ways }
# $hours range
hours-apart = fractions { $hours } apart
# $hours range
hours-apart-in-a-day = fractions of one day { $hours } apart
# $techniques list
technique = delivered by { $techniques }
# $techniques list, $fractions message, $n count
technique-daily =
    delivered by { $techniques }, { $fractions } a day on { $n ->
        [one] 1 day a week
       *[other] { $n } days a week
    } or more
# $structure name
size-not-judged = { $structure }: longest diameters, not judged
# $structure name, $diameter name, $limits list
size =
    { $structure }: longest diameter { $diameter ->
        [space] in space
        [axial] within an axial plane
       *[both] in space and within an axial plane
    } { $limits }
# $structure name, $dose range, $fractions message
prescription = { $structure }: { $dose } in { $fractions }
# $dose range, $fractions message
prescription-of-any = every target prescription: { $dose } in { $fractions }
# $dose quantity, $judged name
fraction =
    { $dose } a fraction{ $judged ->
        [implied] {" "}as written, and judged by dose and fractions
       *[written] {""}
    }
# $word name
or-another = or another of { $word }
# $subject list, $metric name, $limit limit
limit = { $subject }: { $metric } { $limit }
# $subject list, $metric name, $first limit, $last quantity, $structure name, $by name, $span range
limit-by = { $subject }: { $metric } { $first } to { $last }, by { $by } of { $structure }, { $span }
# $names list
all-of = each of { $names }
# $names list
any-of = at least one of { $names }
# $names list
together = { $names } together
# $names list, $target name
away-from = of { $names } the one away from { $target }
# $names list, $target name
beside = of { $names } the one on the side of { $target }
# $alpha_beta quantity
eqd2 = in EQD2, α/β { $alpha_beta }
# $structure name
percent-of = 100 % is the prescription of { $structure }
# $variation limit
variation = acceptable variation { $variation }
# $fractions message
of-fractions = of { $fractions }
recommended = recommended
# $n count
priority = priority { $n }
