"""Values become HTML and files: templates, styles, scripts, charts, data; and the stamp that puts them in a frame."""
