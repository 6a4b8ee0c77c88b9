"""What runs in the virtual machine: the simulated board, and the trial of the services."""
