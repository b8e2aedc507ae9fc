"""What outlives a run that ended badly: crash reports, drafts and the log, as small files.

Everything lies in the profile's folder, readable by its user alone, bounded in number and size,
and free of tokens and names of people.
"""
