"""The archive asked by programs: tools of the Model Context Protocol over an archive that is only read.

Each number has the link to the cell that it was read in; what the archive cannot answer is refused with the reason.
"""
