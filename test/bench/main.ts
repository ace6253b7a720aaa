/**
 * The benchmarks: `npm run bench -- <name> [options]`.
 */
import { profileBench } from './profile/bench';
import { promotionBench } from './promotion/bench';

const BENCHES: Readonly<Record<string, (options: ReadonlyMap<string, string>) => Promise<unknown>>> = {
  profile: profileBench,
  promotion: promotionBench,
};

/** `--name value` pairs. */
function optionsOf(args: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (let i = 0; i < args.length; i += 2) {
    if (!args[i].startsWith('--') || args[i + 1] === undefined) {
      throw new Error(`expected "--option value", found "${args.slice(i, i + 2).join(' ')}"`);
    }
    options.set(args[i].slice(2), args[i + 1]);
  }
  return options;
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  const bench = BENCHES[name];
  if (bench === undefined) {
    throw new Error(`expected the name of a benchmark (${Object.keys(BENCHES).join(', ')}), found "${name ?? ''}"`);
  }
  await bench(optionsOf(args));
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
