### codes: ImageOrientationPatient PixelSpacing

not-orthonormal = ImageOrientationPatient 不是两个正交的单位向量
no-spacing = PixelSpacing 为 { $rows } 与 { $columns }，而两者均须大于 0
offsets-turn = 各层的偏移量既非递增也非递减
