"""The face sense: from the pictures of FER2013 to the graph that ships."""
