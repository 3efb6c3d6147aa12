"""LiverLens domain library: DICOM to scores, masks, lesions, risk and explanations.

Never imports Streamlit. Research use only. Not a medical device.
"""

import os

# Before any import of ONNX Runtime, which otherwise keeps an identifier in the home folder and
# reports its use to its makers.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"

DISCLAIMER = "Research use only. Not a medical device."
