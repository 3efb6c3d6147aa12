"""What was tried to come nearer to a target, row by row, in words."""

_JPEG_2000 = (
    "a process for each core (kept: the binding holds the interpreter's lock). SimpleITK uses both "
    "cores too, 60 ms of processor time in 36 ms a slice. OpenJPEG by itself on both cores, in "
    "threads of imagecodecs 2026.3 with nothing checked or read, took 27 to 29 ms a slice: 1.3 "
    "times as fast as SimpleITK. More wants a faster codec than OpenJPEG; we know of no free one "
    "with wheels"
)
_MOBILE = (
    "in float32 the floor is the target: 4 times batch 1 is what a matrix product of as many "
    "operations takes. Kept: slices one by one, a thread each; log-sum-exp by fast kernels. Left: "
    "the decoder's upsampling and 3 x 3 convolution as four 2 x 2 ones at the lower resolution, "
    "2.25 times fewer operations (no gain: putting the pixels in order costs as much); OpenVINO "
    "2026.4 in float32 (8 to 25 % faster, 180 MB more to install); frozen TorchScript (slower). "
    "bfloat16 by AMX, in OpenVINO, took 13 to 17 ms a slice, but probabilities moved by 0.005 "
    "(EfficientNet-Lite0) and 0.05 (MobileNetV2); in float16 by 0.001 and 0.009"
)
TRIED: dict[str, str] = {
    "read-100-jpeg2000": _JPEG_2000,
    "read-300-jpeg2000": _JPEG_2000,
    "score-tf_efficientnet_lite0": _MOBILE,
    "score-mobilenetv2_100": _MOBILE,
}
