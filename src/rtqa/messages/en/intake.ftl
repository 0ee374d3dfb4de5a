not-dicom = This is no DICOM object.
# $reason message
damaged = This DICOM object is damaged: { $reason }
no-uid = A UID of this object is none: digits and dots, 64 at most (PS3.5 section 9.1).
other-kind = No plan is judged by an object of this kind: RT plans, structure sets, doses, records, images and registrations are taken.
# $most count
too-large = The object is larger than { $most } GiB.
full = The disk is full up to the room that stays free: free some, and send again.
