"""The face sense: expression from pictures of a camera, or from one photo."""
