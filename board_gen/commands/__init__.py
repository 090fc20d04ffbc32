"""The commands: what each does, in a module of its own that is loaded when the command is asked for."""
