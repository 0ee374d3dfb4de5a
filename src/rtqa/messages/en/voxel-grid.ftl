not-orthonormal = ImageOrientationPatient is not two orthogonal unit vectors
# $rows quantity, $columns quantity
no-spacing = PixelSpacing is { $rows } and { $columns }, and both values must be above 0
offsets-turn = the planes' offsets neither ascend nor descend throughout
