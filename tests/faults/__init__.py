"""What happens when things go wrong: processes die, models are sick, disks fill. Bounded, on loopback."""
