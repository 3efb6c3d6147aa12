"""What may be read of one message, whichever side sends it."""

import pytest

from core.pacs.association import MOST_PDU_BYTES, Reading


def test_no_pdu_is_larger_than_its_limit():
    reading = Reading(most_message_bytes=10 * MOST_PDU_BYTES)
    reading.expect(MOST_PDU_BYTES)
    with pytest.raises(OSError, match=str(MOST_PDU_BYTES)):
        reading.expect(MOST_PDU_BYTES + 1)


def test_no_message_is_larger_than_its_limit_and_the_pdu_that_goes_beyond():
    reading = Reading(most_message_bytes=100)
    reading.expect(MOST_PDU_BYTES)
    reading.expect(100)
    with pytest.raises(OSError, match="100"):
        reading.expect(1)
