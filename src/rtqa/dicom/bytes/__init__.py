"""DICOM below pydicom: elements, contours and pixels straight from the bytes."""
