"""Many series pushed at once while some are analysed and the receiver is killed: none lost, none
doubled."""
