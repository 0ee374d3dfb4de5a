# $n count
passed = Volumes and points that receive what is prescribed to them: { $n }.
nothing-compared = No dose is prescribed to a volume or point that could be looked at.
# $dose quantity
negative = The plan prescribes { $dose }.
why-negative = no dose is negative
# $dose quantity
no-volume = The plan prescribes { $dose } to a volume, and does not say to which.
why-no-volume = whether it is given cannot be looked at; export the plan with ReferencedROINumber
# $roi count
no-structure = The plan prescribes a dose to ROI number { $roi }, which the structure set does not have.
why-no-structure = the structure set is not the one that was planned on, or lost a structure
# $structure name, $dose quantity
as-organ = { $structure } is prescribed { $dose } as an organ at risk (DoseReferenceType).
why-as-organ = labelled so, it does not count as a target's prescription; label it TARGET
# $structure name, $prescribed quantity, $median quantity, $cover quantity
short = { $structure } is prescribed { $prescribed }; half has { $median }, and 95 % have { $cover }.
why-short = the dose may be shifted or of another plan, or the prescription of another structure
# $stated quantity, $low quantity, $high quantity
other-at-point = The plan states { $stated } for a point; the dose grid has { $low } to { $high } there.
why-other-at-point = the dose may be shifted, rescaled or of another plan
