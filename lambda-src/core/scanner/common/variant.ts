// Each scanner is compiled twice, because asking at every value whether it is to be sketched is felt.
// `build.mjs` puts the other value here for those that do not sketch.

export const SKETCHES: bool = true;
