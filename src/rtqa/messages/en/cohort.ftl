# $n count, $read count, $gone count
indexed = { $n ->
        [one] 1 file: { $read } new or changed, { $gone } gone.
       *[other] { $n } files: { $read } new or changed, { $gone } gone.
    }
# $patients count, $studies count, $plans count, $objects count
holds = The store holds patients: { $patients }; studies: { $studies }; plans to check: { $plans }; DICOM objects: { $objects }.
plan-without-dose = Plan without a dose that refers to it
plan-without-structures = Plan whose structure set is not at hand
structures-without-image = Structure set whose image is not at hand
dose-without-plan = Dose whose plan is not at hand
structures-without-plan = Structure set that no plan or dose refers to
record-without-plan = Treatment record whose plan is not at hand
image-without-structures = Image series that no structure set was drawn on
copies = Object at hand more than once, its files equal
unlike-copies = Object at hand more than once, its files unlike
several-persons = One PatientID with several names or dates of birth
mixed-patients = Object that refers to another patient's
no-patient = Object without PatientID
verification = Plan that verifies another one, and is not checked
damaged = DICOM file that does not say what it is
closed = File or folder that could not be read
other = File that is not DICOM
refused = Not a case that rtqa takes
broken = Its process ended without a result
out-of-time = Longer than the time that a plan has
out-of-memory = More memory than a plan has
# $error name
fault = A fault of rtqa itself ({ $error })
# $n count, $fresh count
checked = { $n ->
        [one] 1 plan has its outcome, { $fresh } of them new.
       *[other] { $n } plans have their outcome, { $fresh } of them new.
    }
