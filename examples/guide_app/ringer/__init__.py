"""An app that does what the SDK's product page says, in its order, and nothing else."""
