"""Charts that people take with them: drawn by pygal, as pictures by resvg, in a process of their own.

Not Altair with vl-convert: that runs a JavaScript engine which maps 35 GB of addresses, so that no limit of memory can be
set to its process, takes 5.6 s for the first chart and 84 MB of disk; pygal and resvg take 0.1 and 0.5 s, and 4 MB.
"""
