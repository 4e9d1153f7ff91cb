"""Site plan sheets for approval: township, villages, public toilets, sewers."""
