"""A small map painter on PDF pages: paper, symbols, labels, grid, legend. No Qt."""
