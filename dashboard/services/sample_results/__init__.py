"""Results of the shipped models on the bundled samples, which come with the program.

`data/SAMPLE/MODEL.npz` is an analysis, `data/SAMPLE/MODEL.heat.npz` one heatmap of it; both are
written by `python -m tools.sample_results`. `restore` gives them to a sample that is open. What was
made with other weights, or of other images, is never used.
"""

from dashboard.services.sample_results.restore import is_sample, restore

__all__ = ["is_sample", "restore"]
