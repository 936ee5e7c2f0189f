"""Rights of a person over their information: requests, package, hold, erasure, retention."""
