"""An embedded HipChat v2 server for rehearsals. Imports nothing else of the package."""
