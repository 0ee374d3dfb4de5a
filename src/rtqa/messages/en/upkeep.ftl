# What the desk finds when it looks after itself

database-damaged = The archive is damaged: restore it from a backup.
# $n count
trail-broken = The trail is not as it was written, from line { $n } on.
# $table name, $key name
row-changed = A row of the archive has been changed behind the desk's back: { $table } { $key }.
# $table name, $key name
row-missing = The trail and the archive do not agree on what there is: { $table } { $key }.
# $key name
object-changed = A DICOM object is missing, or not what it was: { $key }.
# $key name, $file name
report-changed = A file of a report is missing, or not what it was: { $file } of { $key }.
all-as-it-was = Objects, reports, archive and trail are what they were.
# $n count, $file name
backed-up = { $n ->
    [one] 1 object
   *[other] { $n } objects
} and all that is known of them are in { $file }.
# $n count, $file name
restored = { $n ->
    [one] 1 object
   *[other] { $n } objects
} and all that is known of them are back from { $file }.
no-backup = This file is no backup of a desk, or it is damaged.
# $n count, $case name
removed = Case { $case } is gone, with its reports, its decisions and { $n ->
    [one] 1 object
   *[other] { $n } objects
} of its own. Backups still hold it.
