/**
 * The benchmarks: `npm run bench -- <name> [operand] [options]`.
 */
import { dialectsBench } from './dialects/bench';
import { profileBench } from './profile/bench';
import { promotionBench } from './promotion/bench';

type Options = ReadonlyMap<string, string>;

interface Bench {
  /** What has to be named before the options. */
  readonly operands: readonly string[];
  run(options: Options, ...operands: string[]): Promise<void>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  dialects: { operands: ['FOLDER'], run: dialectsBench },
  profile: { operands: [], run: profileBench },
  promotion: { operands: [], run: promotionBench },
};

/** `--name value` pairs. */
function optionsOf(args: readonly string[]): Options {
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
  const operands = args.slice(0, bench.operands.length);
  if (operands.length < bench.operands.length || operands.some((operand) => operand.startsWith('--'))) {
    throw new Error(`expected "${[name, ...bench.operands].join(' ')}", found "${[name, ...args].join(' ')}"`);
  }
  await bench.run(optionsOf(args.slice(operands.length)), ...operands);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
