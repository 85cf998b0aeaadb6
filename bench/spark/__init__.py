"""Does the project build the same marts on Spark? (`make prove-spark`)"""
