no-dose = There is no dose to compare the extent of organs with.
no-organ = No extent was compared with the dose, because no organ of the protocol that runs through a treated volume is drawn.
# $n count, $low quantity, $high quantity
beyond =
    { $n ->
        [one] 1 organ that runs through does not end
       *[other] { $n } organs that run through do not end
    } amid the high dose, which reaches from { $low } to { $high }.
# $name name, $low quantity, $high quantity, $dose_low quantity, $dose_high quantity
misses = { $name } is drawn from { $low } to { $high }, and the dose is high from { $dose_low } to { $dose_high }.
why-misses = it runs past the treated volume and is not drawn there, so its dose is not known
# $name name, $end quantity, $dose_low quantity, $dose_high quantity
ends = { $name } ends at { $end }, where the dose is high (from { $dose_low } to { $dose_high }), and nothing continues it.
# $name name, $other name, $gap quantity, $dose quantity
gap = { $name } ends { $gap } from where { $other } begins, and the dose between them is up to { $dose }.
# $name name, $others list, $end quantity, $dose_low quantity, $dose_high quantity
goes-on = { $name } ends at { $end }, where the dose is high (from { $dose_low } to { $dose_high }), and { $others } goes on there.
why-goes-on = no limit is on what goes on there: is it a part of the organ, or made for planning?
why-ends = it may go on undrawn; draw it beyond the treated volume
