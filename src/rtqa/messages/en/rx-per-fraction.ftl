# $name name, $clause message
row = { $name }: { $clause }.
# $name name, $clause message, $eqd2 quantity, $ratio quantity
row-with-eqd2 = { $name }: { $clause }; EQD2 { $eqd2 } (α/β { $ratio }).
# $dose quantity, $n count, $per_fraction quantity
planned =
    { $n ->
        [one] { $dose } in 1 fraction, { $per_fraction } each
       *[other] { $dose } in { $n } fractions, { $per_fraction } each
    }
# $planned message, $written quantity
as-written = { $planned }, as written { $written }
# $dose quantity, $tolerance quantity
with-tolerance = { $dose } ± { $tolerance }
# $planned message, $made range
as-interpreted = { $planned }, as interpreted { $made }
# $name name, $planned message, $written quantity
is-as-written = { $name }: { $planned }, as written { $written }, which it is.
# $name name, $planned message, $written quantity
is-not-as-written =
    { $name }: { $planned }, as written { $written }, which it is not; the words are not what is judged.
# $name name
not-known = { $name }: dose of a fraction not known.
# $name name
not-judged = { $name }: dose of a fraction not judged.
# $n count
why-several = the plan prescribes { $n } different doses here
