"""What breaks under a running system: killed programs, full disks, read-only stores, clocks set
back, two servers on one store. Nothing stored is lost, nothing is doubled, every failure is a
sentence."""
