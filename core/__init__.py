"""LiverLens domain library: DICOM to scores, masks, lesions, risk and explanations.

Never imports Streamlit. Research use only. Not a medical device.
"""

import os

# Before any import of ONNX Runtime, which otherwise keeps an identifier in the home folder and
# reports its use to its makers.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# Before any import of PyTorch. Its idle threads otherwise spin 300,000 times after each operation
# (libgomp's default) and take the cores from ONNX Runtime: Grad-CAM of a series took a fifth
# longer. The operator's own choice takes precedence.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")

__version__ = "0.1.0"

DISCLAIMER = "Research use only. Not a medical device."
