"""The workbench: where people read, review and decide."""
