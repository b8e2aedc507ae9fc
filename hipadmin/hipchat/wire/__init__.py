"""What HipChat v2 says in JSON, read into typed values."""
