"""Pure computation on arrays: street network, siting, sewage. No files, no Qt."""
