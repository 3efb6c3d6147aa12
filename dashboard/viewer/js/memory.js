// What outlives the component: Streamlit takes it off the page when another page is shown, and the
// reader expects to come back to the same slice, window and zoom without a new download.

const KEPT_VOLUMES = 4; // two series, or one with its outlines and heatmap
const KEPT_VIEWS = 60;

const volumes = new Map();
const views = new Map();
const viewers = new Map();

/** A complete volume fetched before, or undefined. */
export function recallVolume(url) {
  return volumes.get(url);
}

export function keepVolume(volume) {
  put(volumes, volume.url, volume, KEPT_VOLUMES);
}

/** Slice, window, zoom, pan and rulers of one volume in one viewer. */
export function recallView(viewer, url) {
  return views.get(`${viewer} ${url}`);
}

export function keepView(viewer, url, view) {
  put(views, `${viewer} ${url}`, view, KEPT_VIEWS);
}

/** Tool, toggles and the last jump of one viewer. */
export function recallViewer(viewer) {
  return viewers.get(viewer);
}

export function keepViewer(viewer, settings) {
  viewers.set(viewer, { ...viewers.get(viewer), ...settings });
}

function put(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value);
}
