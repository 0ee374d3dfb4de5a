"""The terms of coded attributes that have no others (enumerated values, PS3.3).

What stands there and is none of them is damage: nobody can tell what was meant. Attributes with defined
terms, to which a maker may add, are not listed.
"""

from __future__ import annotations

from collections.abc import Mapping

TERMS: Mapping[str, frozenset[str]] = {
    keyword: frozenset(terms.split())
    for keyword, terms in {
        "BeamType": "STATIC DYNAMIC",
        "DVHROIContributionType": "INCLUDED EXCLUDED",
        "DVHType": "DIFFERENTIAL CUMULATIVE NATURAL",
        "DVHVolumeUnits": "CM3 PERCENT PER_U",
        "DoseReferenceStructureType": "POINT VOLUME COORDINATES SITE",
        "DoseUnits": "GY RELATIVE",
        "GantryRotationDirection": "CW CC NONE",
        "PatientPosition": "HFS HFP HFDR HFDL FFS FFP FFDR FFDL LFP LFS RFP RFS AFDR AFDL PFDR PFDL SITTING",
        "PrimaryDosimeterUnit": "MU MINUTE NP",
        "RTBeamLimitingDeviceType": "X Y ASYMX ASYMY MLCX MLCY MLCX1 MLCX2",
        "RTPlanGeometry": "PATIENT TREATMENT_DEVICE",
        "WedgePosition": "IN OUT",
    }.items()
}
