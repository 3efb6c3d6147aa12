"""A codestream of High-Throughput JPEG 2000, which another encoder than ours wrote."""

from __future__ import annotations

import base64

#: A ramp of 32 x 32, 900 + 8 (x + y), as a lossless HTJ2K codestream written by OpenHTJ2K.
HTJ2K_RAMP = base64.b64decode(
    "/0//UQApQAAAAAAgAAAAIAAAAAAAAAAAAAAAIAAAACAAAAAAAAAAAAABDwEB/1AACAACAAAAC/9SAAwAAAABAAUE"
    "BEAB/1wAEyCIkJCYkJCYkJCYkJCQiIiQ/2QAFwABT3BlbkhUSjJLIHZlcnNpb24gMP+QAAoAAAAAAKcAAf+TwAAm"
    "0/cFB3QAwAASwAASgCIBh3QAIgGHdADAABNAABMAEMgBAnQAkJAAQ1QAwAAVEAAFUAiCIKpwgnUASARB/sAQgey2"
    "AMAAFbAABaBCCCGEEOfKenpwAngAohBCCCH+/YAAe/YAAey6AMAALTgABaq2bdu2bdv5/wCnp6enp6enQn0Abtu2"
    "bdu2/3hhJ79knv2Se/ZJ7L8A/9k="
)
