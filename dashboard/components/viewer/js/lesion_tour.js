// From lesion to lesion: the slice where each is largest, marked there, in the middle if zoomed in.

/** From this zoom on part of the image is out of sight. */
const ZOOMED = 1.05;

export class LesionTour {
  constructor(workspace) {
    this._workspace = workspace;
    /** {id, slice} of a lesion to bring to the middle once its outline is there, or null. */
    this._wanted = null;
  }

  goTo(lesion) {
    this.mark(lesion.id, lesion.slice_largest);
    this._workspace.goTo(lesion.slice_largest);
  }

  /** The next lesion or, with -1, the one before, round and round. */
  step(by) {
    const { data, state } = this._workspace;
    const lesions = data.findings?.lesions ?? [];
    if (!lesions.length) return;
    const at = lesions.findIndex((lesion) => lesion.id === state.lesion);
    const start = at < 0 && by < 0 ? 0 : at;
    this.goTo(lesions[(start + by + lesions.length) % lesions.length]);
  }

  /** Mark a lesion by its number, null for none; on `slice` it comes to the middle. */
  mark(id, slice) {
    this._wanted = id === null ? null : { id, slice };
    this._workspace.set({ lesion: id });
  }

  /** False if none was marked. */
  unmark() {
    if (this._workspace.state.lesion === null) return false;
    this.mark(null);
    return true;
  }

  /** After each frame: move a zoomed-in image once the outlines have come. */
  settle() {
    if (!this._wanted) return;
    const { id, slice } = this._wanted;
    const { state, stage, projection } = this._workspace;
    const box = state.slice === slice ? stage.lesionBox(id, slice) : null;
    // The reader has gone on meanwhile, or the outlines are still on their way.
    if (state.slice !== slice) this._wanted = null;
    if (!box || !projection) return;
    this._wanted = null;
    if (state.zoom < ZOOMED) return;
    const { raster, scaleX, scaleY, fit } = projection;
    const [u, v] = [(box.left + box.right + 1) / 2, (box.top + box.bottom + 1) / 2];
    this._workspace.set({
      panX: (scaleX * (raster.width / 2 - u)) / fit,
      panY: (scaleY * (raster.height / 2 - v)) / fit,
    });
  }
}
