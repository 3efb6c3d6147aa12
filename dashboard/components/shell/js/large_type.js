// Whether this browser shows large type, kept in a cookie: it outlasts the session, and the server
// reads it when the next one begins.

const NAME = "liverlens_large_type";
const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * @param {{ cookie: string }} page
 * @param {boolean} large
 */
export function keepLargeType(page, large) {
  const has = page.cookie.split("; ").includes(`${NAME}=1`);
  if (has === large) return;
  const age = large ? YEAR_SECONDS : 0;
  page.cookie = `${NAME}=${large ? 1 : ""}; path=/; max-age=${age}; samesite=strict`;
}
