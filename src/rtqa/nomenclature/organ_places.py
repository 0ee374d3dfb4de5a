"""Which organs lie before which others, by their TG-263 names."""

from __future__ import annotations

_GLANDS = ("Parotid_L", "Parotid_R", "Glnd_Submand_L", "Glnd_Submand_R", "Glnd_Thyroid")
_FACE = ("Eye_L", "Eye_R", "OpticNrv_L", "OpticNrv_R", "OpticChiasm", "Pituitary")

IN_FRONT: dict[str, frozenset[str]] = {
    "SpinalCord": frozenset(
        {*_GLANDS, "Bone_Mandible", "Cavity_Oral", "Larynx", "Trachea", "Esophagus", "Heart"}
    ),
    "Brainstem": frozenset({*_FACE, "Bone_Mandible", "Cavity_Oral"}),
    "Esophagus": frozenset({"Larynx", "Trachea", "Glnd_Thyroid"}),
    "Parotid_L": frozenset({"Bone_Mandible"}),
    "Parotid_R": frozenset({"Bone_Mandible"}),
    "Rectum": frozenset({"Bladder", "Prostate"}),
}
"""Of each organ, those whose middle lies towards the face or the belly from its own, in everybody.

Above and below are left out: some exports count z towards the feet.
"""
