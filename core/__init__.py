"""LiverLens domain library: DICOM to scores, masks, lesions, risk and explanations.

Never imports Streamlit. Research use only. Not a medical device.
"""

__version__ = "0.1.0"

DISCLAIMER = "Research use only. Not a medical device."
