"""Small DICOM files of known content, for the fuzzer and the tests."""
