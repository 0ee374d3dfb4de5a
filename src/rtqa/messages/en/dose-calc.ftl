# How the dose was computed

# $most quantity
grid-not-known = The dose grid is not known; voxels of at most { $most } asked for.
# $longest quantity, $most quantity
grid = The dose's voxels are at most { $longest } long; at most { $most } asked for.
# $allowed list
energies-not-known = Not every treatment beam states its energy; { $allowed } asked for.
# $energies list, $n count, $allowed list
energies =
    { $n ->
        [one] The treatment beam has { $energies }; { $allowed } asked for.
       *[other] All { $n } treatment beams have { $energies }; { $allowed } asked for.
    }
# $energies list, $allowed list
other-energies = Treatment beams have { $energies }; { $allowed } asked for.
# $stated name, $asked name
tissue =
    By TissueHeterogeneityCorrection (3004,0014) the dose was computed { $stated ->
        [water] as if the patient were of water
       *[corrected] for the patient's tissue
    }; { $asked ->
        [water] water
       *[corrected] corrected for tissue
    } asked for.
# $asked name
tissue-not-stated =
    The dose does not state whether it was corrected for tissue (3004,0014); { $asked ->
        [water] water
       *[corrected] corrected for tissue
    } asked for, which the planning system shows.
# $allowed list
algorithm = DICOM does not state by which algorithm a dose was computed; { $allowed } asked for, which the planning system shows.
why-energies = look at the beams in the planning system: the plan does not state NominalBeamEnergy (300A,0114) of each
