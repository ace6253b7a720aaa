// Each scanner is compiled in several variants, because checking for every value what is to become of it costs noticeable time.
// `build.mjs` replaces the values here.

/** Whether values are sketched, besides being counted. */
export const SKETCHES: bool = true;

/** Whether values are stored in columns (`fill/`) instead of being counted. */
export const FILLS: bool = false;
