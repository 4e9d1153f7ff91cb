"""What a user can do: the open document, its undo stack, and the actions."""
