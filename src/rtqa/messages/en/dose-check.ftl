no-dose = There is no usable dose.
