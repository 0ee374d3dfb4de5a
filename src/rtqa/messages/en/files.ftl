# Files as they are read, and what keeps one from being read

files = files
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
deflated-damaged = the deflated file is cut off or damaged; copy or export it again
no-class = SOPClassUID is absent, so nothing says what it is; export it again
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
