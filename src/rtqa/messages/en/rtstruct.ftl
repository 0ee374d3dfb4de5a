# $name name
structure = structure '{ $name }'
no-structure = StructureSetROISequence lists no structure; export it again
# $number count
number-twice = two structures have ROINumber { $number }; export it again
# $reason message
contours-damaged = ROIContourSequence is damaged ({ $reason }); export it again
no-number = It has no ROINumber, so its contours cannot be found and were left out; export the structure set again.
contours-of-none = Contours name an ROINumber that no structure has, and were left out; export the structure set again.
# $n count, $total count, $contours list
contours-unreadable =
    { $total ->
        [one] Its only contour cannot be read and was left out: { $contours }. Export the structure set again.
       *[other] { $n } of its { $total } contours cannot be read: { $contours }. They were left out; export the structure set again.
    }
# $number count, $damage message
contour = contour { $number } ({ $damage })
type-unknown = its ContourGeometricType is absent or unknown
no-coordinates = it has no coordinates
# $n count
not-three-a-point =
    { $n ->
        [one] its 1 coordinate is not three for each point
       *[other] its { $n } coordinates are not three for each point
    }
# $claimed count, $n count
claims-more-points =
    { $claimed ->
        [one] it claims 1 point and has { $n }
       *[other] it claims { $claimed } points and has { $n }
    }
other-frame = it is drawn in another frame of reference than the dose's, and nothing at hand says how the two lie upon each other
contours-unread = none of its contours can be read
# $n count, $names list
set-aside =
    { $n ->
        [one] { $names } is drawn in another frame of reference than the dose's, and was set aside.
       *[other] { $n } structures are drawn in another frame of reference than the dose's, and were set aside: { $names }.
    }
# $n count, $names list, $damage message
structures-unreadable = { $n } structures have contours that cannot be read ({ $names }): { $damage }. They were left out; export the structure set again.
