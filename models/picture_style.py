"""The look that the pictures of every evaluation share."""

INK, MUTED, GRID, ACCENT, SOFT = "#22262e", "#737b88", "#e6e8ec", "#5b5bd6", "#c9c9f4"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "svg.hashsalt": "undertone",
}
