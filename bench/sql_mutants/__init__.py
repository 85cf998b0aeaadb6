"""SQL that is wrong in one place: which of the project's own tests would notice?"""
