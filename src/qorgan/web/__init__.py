"""The doors of the house: the pages' common look here, what officers and the public enter by beside it."""
