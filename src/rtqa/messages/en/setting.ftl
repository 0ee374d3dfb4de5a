# What decided how the numbers of a report were computed

dvh = DVH
mapping = structure mapping
none = none
# $name name, $structure name
pair = { $name } = { $structure }
# $pairs list
pairs = { $pairs }
course-file = course file
# $sha256 name
given = sha256 { $sha256 }, as given
# $sha256 name
found = sha256 { $sha256 }, found among the files
# $id name
reference = reference { $id }
# $version name, $sha256 name
version = version { $version }, sha256 { $sha256 }
side = Side of the target
# $side name
on-the-side =
    { $side ->
        [left] left, as stated
       *[right] right, as stated
    }
