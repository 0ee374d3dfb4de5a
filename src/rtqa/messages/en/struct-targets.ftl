nothing = No GTV, CTV or PTV was compared with prescriptions: a clause or a prescription is on each, or no volume is prescribed a dose.
# $n count
treated =
    { $n ->
        [one] The GTV, CTV or PTV that nothing is prescribed to lies within what is prescribed, or has its dose.
       *[other] The { $n } GTVs, CTVs and PTVs that nothing is prescribed to lie within what is prescribed, or have its dose.
    }
# $name name, $dose quantity
with-dose = { $name } (D95% { $dose })
# $n count, $targets list
untreated =
    { $n ->
        [one] 1 tumour volume is prescribed nothing and lies outside of what is prescribed: { $targets }.
       *[other] { $n } tumour volumes are prescribed nothing and lie outside of what is prescribed: { $targets }.
    }
why-untreated = was it forgotten, or is it not to be treated by this plan?
# $name name, $side name, $distance quantity, $middle list
other-side = { $name } says { $side }, and lies wholly on the other side, { $distance } or more from the middle ({ $middle }).
why-other-side = the name, or what was drawn, is another one's
