"""The fusion network: how it is learned from turns built of real parts, and what it is measured on."""
