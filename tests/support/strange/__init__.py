"""Strange questions, for a process that is to outlive them."""
