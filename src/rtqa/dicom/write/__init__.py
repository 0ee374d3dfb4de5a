"""DICOM out: cases of phantoms, and the report as an encapsulated PDF."""
