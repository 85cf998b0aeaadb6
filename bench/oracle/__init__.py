"""An oracle in plain Python beside the warehouse: the same files, remembered in dicts, and every night asked of both.

It shares nothing with the product but the platforms' file formats and the documented names of tables and columns.
"""
