"""The command line: one module a command, of the command's name."""
