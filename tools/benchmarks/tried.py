"""What was tried to come nearer to a target, row by row, in words."""

_JPEG_2000 = (
    "a process for each core around pylibjpeg-openjpeg, whose binding holds the interpreter's lock "
    "(1.05 times as fast as SimpleITK). Kept: threads of imagecodecs 2026.3, which decode straight "
    "into the volume. OpenJPEG by itself on both cores, with nothing checked or read, took 27 to "
    "29 ms per slice: 1.3 times as fast as SimpleITK, which uses both cores too, 60 ms of "
    "processor time in 36 ms per slice. More wants a faster codec "
    "than OpenJPEG; we know of no free one with wheels"
)
_MOBILE = (
    "in float32 the floor is the target: 4 times batch 1 is what a matrix product of as many "
    "operations takes. Kept: slices one by one, a thread each; log-sum-exp by fast kernels. Left: "
    "the decoder's upsampling and 3 x 3 convolution as four 2 x 2 ones at the lower resolution, "
    "2.25 times fewer operations (no gain: putting the pixels in order costs as much); OpenVINO "
    "2026.4 in float32 (8 to 25 % faster, 180 MB more to install); frozen TorchScript (slower). "
    "bfloat16 by AMX, in OpenVINO, took 13 to 17 ms per slice, but probabilities moved by 0.005 "
    "(EfficientNet-Lite0) and 0.05 (MobileNetV2); in float16 by 0.001 and 0.009. Each float32 "
    "convolution as three bfloat16 ones (high and low halves; PyTorch's oneDNN on AMX) keeps 6e-6 "
    "but takes 1.7 to 4.7 times as long as the one in float32"
)
_ANALYSIS = (
    "kept: lesions are labelled, summed and measured in the box that holds them, and the slices on "
    "which organs are looked for are filtered side by side (what follows the network took 3.3 s, "
    "now 1.0 to 1.2 s). The network takes two thirds of the rest; see its own row"
)
_START = (
    "kept: PyTorch, timm, Captum and ONNX Runtime are imported behind the first page, which took "
    "13.2 s with them; SciPy, SQLAlchemy, pydicom and nibabel too. What is left is mostly "
    "Streamlit: 1.5 of the 2.0 s of processor time that the imports take"
)
_WHOLE_SERIES = (
    "kept: the network by ONNX Runtime, slices one by one, a thread each, and the gradient by a "
    "formula from its outputs; the slice head only for the one score whose slope depends on it. "
    "PyTorch's idle threads spin 2,000 times after an operation, not libgomp's 300,000: they took "
    "the cores from ONNX Runtime (4.3 times as fast with that alone undone). Eight slices in a "
    "batch (with four, and the spinning, 4.1). Nearly all that is left is the network itself"
)
_FIRST_IMAGE = (
    "kept: two runs of the script rather than three, SHA-256 rather than BLAKE2b for the content's "
    "digest, the slice in view sent before the others, the viewer's files fetched on the welcome "
    "page. Streamlit's uploader alone took 2 s for 100 requests, so all files go in one; Chromium "
    "draws without graphics hardware here, so that NiiVue's shaders hold its main thread"
)
_PEAK = (
    "722 MB before, then 276 MB. Kept: no label array as large as the CT; two slices at a time on "
    "the way to the network's grid and back; answers that take memory only in the pages (4 kB) "
    "that hold something; what a stage freed goes back to the system before the next begins (glibc "
    "keeps it in a heap for each thread). What is left stands in the batch of 8 slices in work, "
    "the next in preparation, and the filters of the organs' levels. A batch of 4 took 35 MB "
    "less, and its threads waited more"
)
_SCROLL = (
    "the page itself is done within a frame and asks the server nothing; what takes longer is the "
    "drawing, which Chromium does on the processor here, without graphics hardware"
)
TRIED: dict[str, str] = {
    "analyse-liver_detection_final": _ANALYSIS,
    "analyse-mobilenetv2_100": _ANALYSIS,
    "first-image": _FIRST_IMAGE,
    "start": _START,
    "explain-whole-series": _WHOLE_SERIES,
    "scroll": _SCROLL,
    "memory-peak": _PEAK,
    "read-100-jpeg2000": _JPEG_2000,
    "read-300-jpeg2000": _JPEG_2000,
    "score-tf_efficientnet_lite0": _MOBILE,
    "score-mobilenetv2_100": _MOBILE,
}
