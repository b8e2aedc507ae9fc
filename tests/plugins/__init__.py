"""What holds for every test, each rule a plugin of its own; `guards` puts them in force."""
