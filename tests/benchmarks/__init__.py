"""The measuring instruments themselves: a number nobody checked is not one."""
