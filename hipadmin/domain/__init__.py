"""What things are: pure values and rules without input, output, clock or chance."""
