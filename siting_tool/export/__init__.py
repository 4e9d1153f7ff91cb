"""The deliverables: everything a plan is handed in as."""
