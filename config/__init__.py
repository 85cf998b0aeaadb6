"""What a company edits: YAML files, each read into a typed settings class that refuses what it doesn't know."""
