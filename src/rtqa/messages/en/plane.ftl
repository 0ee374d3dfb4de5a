axial = axial
coronal = coronal
sagittal = sagittal
