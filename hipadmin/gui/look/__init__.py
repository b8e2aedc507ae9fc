"""What the theme is made of: colours, clothes of the style, icons, direction of writing."""
