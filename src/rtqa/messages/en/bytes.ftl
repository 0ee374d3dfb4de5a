# What is wrong with the bytes of a file; stands in brackets behind a sentence

# $tag name, $needed count, $n count
element-too-short =
    { $n ->
        [one] element { $tag } needs { $needed } bytes and has 1
       *[other] element { $tag } needs { $needed } bytes and has { $n }
    }
# $n count
left-over =
    { $n ->
        [one] 1 byte is left that is no whole element
       *[other] { $n } bytes are left that are no whole element
    }
item-too-long = an item runs past its sequence
item-without-end = an item has no end
sequence-without-end = a sequence has no end
# $tag name
twice = { $tag } stands twice
# $tag name
out-of-order = { $tag } stands behind an element with a higher number
# $tag name
no-item = { $tag } stands where an item should
# $tag name, $most count
too-many-items = the sequence { $tag } has more than { $most } items
nested-too-deep = its sequences lie too deep in each other
# $tag name
length-wrapped = the text of { $tag } is longer than the length written for it, of which two bytes hold 65,535 at most; write it with a length of four bytes
