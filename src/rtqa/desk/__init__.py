"""The plan-check desk: plans come by DICOM or upload, are checked, and their sheets are read and signed."""
