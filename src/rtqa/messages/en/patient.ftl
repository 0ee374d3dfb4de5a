patient = the patient
unknown = It states no PatientID, so nothing shows whose it is; export it again.
# $other name
differs = Its PatientID is not that of { $other }; make sure that both are of one patient.
# $other name, $n count, $details list
details-differ =
    { $n ->
        [one] Its PatientID is that of { $other }, but its { $details } differs. Make sure that both are of one patient.
       *[other] Its PatientID is that of { $other }, but its { $details } differ. Make sure that both are of one patient.
    }
# $n count
others-left-out =
    { $n ->
        [one] One object of another PatientID lay among the files and had no part in the verdict; keep one patient's files together.
       *[other] { $n } objects of another PatientID lay among the files and had no part in the verdict; keep one patient's files together.
    }
name = name
birth-date = date of birth
sex = sex
issuer = issuer of the PatientID
