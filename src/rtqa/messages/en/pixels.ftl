# $bits count, $representation count
bits = BitsAllocated is { $bits } and PixelRepresentation { $representation }; rtqa reads integers of 8, 16 or 32 bits, so export the object with those
# $n count, $wanted count
size = PixelData holds { $n } bytes, and rows × columns × frames need { $wanted }; the file is cut off or its header wrong, so export it again
# $error name
compressed = PixelData does not decompress ({ $error }); export it uncompressed
# $n count, $wanted count
compressed-size = PixelData decompresses to { $n } values, and rows × columns × frames are { $wanted }; export it uncompressed
absent = PixelData is absent
# $n count, $wanted count
cut-off = PixelData has { $n } bytes and needs { $wanted }: the file is cut off
# $syntax name
no-decoder = its pixels are compressed ({ $syntax }), and no decoder for that is installed; export it uncompressed
