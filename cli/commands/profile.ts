import { ExitCode, type Terminal } from '../command-line/command';
import { defineCommand } from '../command-line/define-command';
import { UsageError } from '../command-line/usage-error';
import { type LocalFile, STDIN, findLocalFile } from '../profile/local-file';
import { type DeadLettered, type Outcome, outcomeOf } from '../profile/outcome';
import { checkParquetFile, hasColumn, writeParquetFile } from '../profile/parquet-file';
import { Progress } from '../profile/progress';
import { renderFault, renderProfile } from '../profile/render';
import { reportOf } from '../profile/report';
import { SOURCE_OPTIONS } from '../profile/source-options';
import { printable } from '../text/printable';

/** Shows what the profiler would make of files, by the code that the deployed profiler runs. */
export const profile = defineCommand({
  name: 'profile',
  summary: 'Show what the profiler would make of local files',
  operands: 'FILE…',
  options: {
    ...SOURCE_OPTIONS,
    json: { help: 'print JSON: one object, or an array for several files' },
    parquet: {
      placeholder: 'OUT',
      help: 'also write what SQL will show of the only FILE to OUT, as Parquet',
      read: (text) => text,
    },
  },
  details: [
    'FILE - is the standard input. Gzipped files are read as they are. The options of a source in',
    'the stack have the same names here. What no option says is found in the file.',
    '',
    'Exit codes: 0 every file would be accepted, 3 at least one would be dead-lettered,',
    '2 wrong usage, 1 anything else.',
  ].join('\n'),

  async run({ json, parquet, ...source }, paths, terminal) {
    if (paths.length === 0) {
      throw new UsageError('no file was given; expected at least one');
    }
    if (paths.filter((path) => path === STDIN).length > 1) {
      throw new UsageError(`${STDIN} was given more than once; the standard input can be read only once`);
    }
    if (parquet !== undefined && paths.length > 1) {
      throw new UsageError(`--parquet was given with ${paths.length} files; expected one file for one Parquet file`);
    }
    const files = await Promise.all(paths.map((path) => findLocalFile(path, source)));
    if (parquet !== undefined) {
      await checkParquetFile(files[0], parquet);
    }

    const outcomes = await readAll(files, parquet, terminal);
    terminal.stdout.write(json ? renderJson(outcomes) : renderText(outcomes));
    const faults = outcomes.filter(isFault);
    terminal.stderr.write(faults.map(renderFault).join(''));
    if (faults.length > 0) {
      return ExitCode.DEAD_LETTER;
    }
    if (parquet === undefined || outcomes.some((outcome) => !isFault(outcome) && hasColumn(outcome))) {
      return ExitCode.DONE;
    }
    terminal.stderr.write(`--parquet ${printable(parquet)} was not written: no field has a value, so the table has no column yet\n`);
    return ExitCode.FAILED;
  },
});

async function readAll(files: readonly LocalFile[], parquet: string | undefined, { stderr }: Terminal): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const progress = new Progress(stderr, files, parquet === undefined ? 1 : 2);
  try {
    for (const file of files) {
      const outcome = await outcomeOf(file, () => progress.read(file));
      if (parquet !== undefined && !isFault(outcome) && hasColumn(outcome)) {
        await writeParquetFile(() => progress.read(file), outcome, parquet);
      }
      outcomes.push(outcome);
    }
  } finally {
    progress.stop();
  }
  return outcomes;
}

function isFault(outcome: Outcome): outcome is DeadLettered {
  return 'fault' in outcome;
}

function renderJson(outcomes: readonly Outcome[]): string {
  const reports = outcomes.map(reportOf);
  return `${JSON.stringify(reports.length === 1 ? reports[0] : reports, undefined, 2)}\n`;
}

function renderText(outcomes: readonly Outcome[]): string {
  return outcomes.flatMap((outcome) => isFault(outcome) ? [] : [renderProfile(outcome)]).join('\n');
}
