"""What a plan is: values only. numpy and nothing else; no DICOM."""
