# $n count, $technique name
beams =
    { $n ->
        [one] 1 beam by { $technique }
       *[other] { $n } beams by { $technique }
    }
# $beams list, $allowed list
delivered-by = { $beams }; allowed: { $allowed }.
why-mixed = some beams are delivered by an allowed technique and others are not
# $allowed list
not-known = Technique not known; allowed: { $allowed }.
why-no-photons = there are no photon or electron beams to read it from
why-no-beams = the plan has no treatment beams; export the RT plan with its beams
# $n count, $beams list
why-not-shown =
    { $n ->
        [one] the control points of beam { $beams } do not show what shapes it
       *[other] the control points of beams { $beams } do not show what shapes them
    }
why-tomotherapy = TomoTherapy modulates intensity as IMRT does; whether the protocol means it too is for the trial to say
