/** The number of cases for each format. FUZZ_CASES asks for more cases, and FUZZ_SEED for others. */
export const CASES = Number(process.env.FUZZ_CASES ?? 20_000);
export const SEED = Number(process.env.FUZZ_SEED ?? 20_261_124);

/** This is generous, because a loaded machine takes several times as long as a quiet one. */
export const MAX_MILLIS = 20 * CASES + 60_000;
