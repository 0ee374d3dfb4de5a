# Of which modality an image is

# $allowed list
not-known = No image was handed in; { $allowed } asked for.
# $shown list, $allowed list
shown = Modality { $shown }; { $allowed } asked for.
