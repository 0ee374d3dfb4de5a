"""DICOM below pydicom: elements straight from the bytes of a file."""
