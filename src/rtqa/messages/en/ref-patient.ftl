one = All objects are of one patient.
none = By its name or ID, this is test or phantom data and no patient.
