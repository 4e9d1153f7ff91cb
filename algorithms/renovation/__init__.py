"""Which toilet each household gets: rules, whole-life costs, the joint decision."""
