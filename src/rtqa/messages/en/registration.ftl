no-frame = FrameOfReferenceUID is absent, so nothing says what it registers to
no-registration = RegistrationSequence is absent or empty; export the object again
no-matrix = MatrixSequence is absent or empty; export the object again
