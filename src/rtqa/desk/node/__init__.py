"""The DICOM node: what other systems send and ask."""
