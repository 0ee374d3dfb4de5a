"""Are the structures what their names say, drawn whole and in their place?"""
