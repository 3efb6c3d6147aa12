"""The actions of `fhir`, one module each."""
