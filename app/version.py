"""The version of the program, as papers and backups name it."""

VERSION = "0.4.0"
