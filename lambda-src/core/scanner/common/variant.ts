// Each scanner is compiled twice, because checking for every value whether it is to be sketched costs noticeable time.
// `build.mjs` replaces the value here for the variants without sketches.

export const SKETCHES: bool = true;
