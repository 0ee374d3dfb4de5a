# Files as they are read, and what keeps one from being read

files = files
folders = folders
# $n count
closed =
    { $n ->
        [one] 1 folder may not be read: what lies in it, such as a newer structure set, is not known. Give permission to read it, or take it out.
       *[other] { $n } folders may not be read: what lies in them, such as a newer structure set, is not known. Give permission to read them, or take them out.
    }
dicom-file = DICOM file
# $role name, $reason message
fault = { $role }: { $reason }
# $role name, $reason message
unreadable = { $role }: { $reason }.
not-opened = the file cannot be opened
# $reason message
cut-off = the file is cut off ({ $reason }); copy or export it again
# $reason message
damaged = the file is damaged ({ $reason }); export it again
# $error name
reader-failed = the file is damaged (reading it ends in { $error }); export it again
# $role name, $n count
zeros-behind = { $role }: { $n } zeros follow its last element. Where bytes were put in or lost, what lies behind them is displaced; export it again.
deflated-damaged = the deflated file is cut off or damaged; copy or export it again
# $most count
too-large = the file has more than { $most } GiB; no plan, dose or image needs so many
# $attribute name, $n count, $most count
too-many = { $attribute } says { $n }, and no more than { $most } are read; export the object again
no-class = SOPClassUID is absent, so nothing says what it is; export it again
label-damaged = SOPClassUID, SOPInstanceUID or Modality is damaged; export it again
replaced = the file was replaced by another object while it was read; check again when nothing writes into the folder
no-uid = SOPInstanceUID is absent; export the object again
# $attribute name
attribute-absent = { $attribute } is absent or not readable; export the object again
# $attribute name
sequence-damaged = { $attribute } is damaged; export the object again
duplicate-differs = Two files claim to be the same object and differ; the first by name was read. Keep only the right one.
# $said message
attribute-unreadable = { $said }; export the object again
# $element name, $tag name, $value name
not-readable = { $element } ({ $tag }) is stated and not readable: '{ $value }'
# $role name, $said message
value-unreadable = { $role }: { $said }. What needs it is not judged; export the object again.
