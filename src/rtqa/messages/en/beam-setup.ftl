# $x quantity, $y quantity, $z quantity, $compared list
passed = One isocentre, at ({ $x }, { $y }, { $z }) mm: { $compared }.
# $n count
of-beams =
    { $n ->
        [one] the same throughout the beam
       *[other] the same for { $n } beams
    }
in-body = in the body
near-target = near a target
as-scanned = the patient as scanned
# $x quantity, $y quantity, $z quantity
nothing = The isocentre at ({ $x }, { $y }, { $z }) mm was compared with nothing, because it is stated once, and neither body nor target is drawn.
# $positions list
several-positions = The beams are for different positions: { $positions }.
not-stated = none
why-several-positions = check PatientPosition of the patient setups
no-position = The plan does not state how the patient lies.
# $position name
not-scanned = The patient lies { $position }; no image at hand says how the patient was scanned.
# $scanned name, $planned name
other-position = The patient was scanned { $scanned } and is planned { $planned }.
why-other-position = beams would enter from another side than planned; check the patient's position
# $n count, $beams list, $angle quantity
leaning =
    { $n ->
        [one] Couch or gantry lean by { $angle } in beam { $beams } (pitch or roll).
       *[other] Couch or gantry lean by up to { $angle } in beams { $beams } (pitch or roll).
    }
why-leaning = few machines can lean, and doses are seldom planned so; look whether the dose was calculated with it
no-isocentre = No beam states its isocentre.
why-no-isocentre = export the plan with IsocenterPosition
# $n count, $distance quantity
isocentres =
    { $n ->
        [one] 1 isocentre, moved by up to { $distance }.
       *[other] { $n } isocentres, up to { $distance } apart.
    }
why-isocentres = if several are meant, each needs a setup of its own; if not, a beam was moved
no-body = Whether the isocentre lies in the body was not looked at: no body is drawn.
outside-body = The isocentre lies outside the body.
why-elsewhere = the isocentre may have been moved, or be in another frame of reference
no-target = Whether the isocentre lies near a target was not looked at: no target is drawn.
# $distance quantity
far-from-target = The isocentre lies { $distance } from the nearest target.
# $structure name, $overrides list
overridden = { $structure } was computed with { $overrides }, whatever the image shows.
why-overridden = tissue is seldom overridden (contrast, artefacts, air); make sure that it was meant
# $structures list
supports = Drawn as couch or fixation: { $structures }.
# $structures list
boluses = Drawn as bolus: { $structures }.
# $name name
quoted = '{ $name }'
# $n count, $beams list, $accessories list
accessories =
    { $n ->
        [one] Beam { $beams } has { $accessories }.
       *[other] Beams { $beams } have { $accessories } each.
    }
# $n count, $compared list
passed-several =
    { $n ->
        [one] 1 isocentre: { $compared }.
       *[other] { $n } isocentres, each with beams of its own: { $compared }.
    }
# $n count, $distance quantity
isocentres-meant =
    { $n ->
        [one] 1 isocentre, moved by up to { $distance }.
       *[other] { $n } isocentres, up to { $distance } apart, each with beams, a setup or a fraction group of its own.
    }
couch-moves = The couch moves while the beam is on (TomoTherapy): no isocentre was compared.
