import { settingsText } from '../../lambda-src/core/advice/search/wording';
import { attempt } from '../../lambda-src/core/advice/trying/attempt';
import { type Sample, sampleOf } from '../../lambda-src/core/advice/trying/sample';
import { ExitCode, type Terminal } from '../command-line/command';
import { defineCommand } from '../command-line/define-command';
import { UsageError } from '../command-line/usage-error';
import { bytesOf, filenameOf, findLocalFile, type LocalFile } from '../profile/local-file';
import { type Accepted, type DeadLettered, outcomeOf } from '../profile/outcome';
import { Progress } from '../profile/progress';
import { renderFault } from '../profile/render';
import { NOTHING_DECLARED } from '../profile/source-options';
import { askOn } from '../suggest/ask';
import { declarationText } from '../suggest/declaration';
import { learned } from '../suggest/learned';
import { membersOf } from '../suggest/members';
import { propose } from '../suggest/propose';
import { renderReport } from '../suggest/report';
import { sourceIdOf } from '../suggest/source-id';
import type { Language } from '../suggest/syntax';

const LANGUAGES: readonly string[] = ['typescript', 'python'] satisfies readonly Language[];

/** Of each file, this much is tried again and again. Afterwards, all files are read as a whole. */
const SAMPLE_BYTES = 256 * 1024;
/** Files that are tried; more of them would take longer than a person waits. */
const MOST_SAMPLES = 10;

/** Finds out how a source of these files should be declared. */
export const suggest = defineCommand({
  name: 'suggest',
  summary: 'Suggest how to declare a source, by sample files',
  operands: 'FILE…',
  options: {
    format: { placeholder: 'json|csv', help: 'what the source sends (default: by the files\' names, else by their first character)', read: (text) => text },
    sourceId: { placeholder: 'ID', help: 'id of the source (default: after the first file\'s name)', read: (text) => text },
    language: { placeholder: LANGUAGES.join('|'), help: 'language of the declaration (default: typescript)', read: readLanguage },
  },
  details: [
    'Give files of one source: the more, the better. The declaration goes to stdout, ready to',
    'paste. What was found in the files and what the next file could still break go to stderr.',
    'What only a person can know is asked, if there is a terminal; otherwise it is listed.',
    '',
    'Exit codes: 0 all files can be read under the declaration, 3 at least one would be',
    'dead-lettered, 4 a question is open, 2 wrong usage, 1 anything else.',
  ].join('\n'),

  async run({ format, sourceId, language = 'typescript' }, paths, terminal) {
    const files = await findFiles(paths, format);
    const samples = await Promise.all(spread(files).map((file) => sampleOf(bytesOf(file), { bytes: SAMPLE_BYTES }, filenameOf(file))));
    const suggestion = await propose(samples, { format: files[0].declared.format }, askOn(terminal));
    if (suggestion === undefined) {
      return giveUp(files, samples, terminal);
    }

    const { declared, questions, isReadable } = suggestion;
    const outcomes = isReadable ? await readAll(files.map((file) => ({ ...file, declared })), terminal) : [];
    const accepted = outcomes.filter((outcome): outcome is Accepted => !('fault' in outcome));
    const faults = outcomes.filter((outcome): outcome is DeadLettered => 'fault' in outcome);
    const { hints, optionalFields, schema } = learned(accepted);
    const members = membersOf({
      ...suggestion,
      sourceId: sourceId ?? sourceIdOf(files[0].path),
      hints,
      optionalFields,
      dialects: accepted.map(({ profile }) => profile.dialect),
    });
    const remarks = questions.flatMap(({ asks, answers }) => [
      `Decide: ${asks}`, ...answers.map((settings) => `  ${settingsText(settings) || 'declare nothing'}`),
    ]);
    terminal.stdout.write(declarationText(members, remarks, language));
    terminal.stderr.write(renderReport({ accepted, schema, hints, optionalFields, questions }));
    terminal.stderr.write(faults.map(renderFault).join(''));
    return faults.length > 0 ? ExitCode.DEAD_LETTER : questions.length > 0 ? ExitCode.QUESTION : ExitCode.DONE;
  },
});

async function findFiles(paths: readonly string[], format: string | undefined): Promise<LocalFile[]> {
  if (paths.length === 0) {
    throw new UsageError('no file was given; expected at least one');
  }
  const files = await Promise.all(paths.map((path) => findLocalFile(path, { ...NOTHING_DECLARED, format })));
  const pipe = files.find(({ isPipe }) => isPipe);
  if (pipe !== undefined) {
    throw new UsageError(`${pipe.path} is a pipe, but files are read several times; expected a file`);
  }
  const other = files.find(({ declared }) => declared.format !== files[0].declared.format);
  if (other !== undefined) {
    throw new UsageError(`${files[0].path} is ${files[0].declared.format}, but ${other.path} is ${other.declared.format}; `
      + 'expected files of one source, or --format');
  }
  return files;
}

/** The files that are tried, from all over the list. */
function spread(files: readonly LocalFile[]): LocalFile[] {
  const step = Math.max(1, files.length / MOST_SAMPLES);
  return Array.from({ length: Math.min(files.length, MOST_SAMPLES) }, (_, i) => files[Math.floor(i * step)]);
}

async function readAll(files: readonly LocalFile[], { stderr }: Terminal): Promise<Array<Accepted | DeadLettered>> {
  const progress = new Progress(stderr, files, 1);
  try {
    const outcomes: Array<Accepted | DeadLettered> = [];
    for (const file of files) {
      outcomes.push(await outcomeOf(file, () => progress.read(file)));
    }
    return outcomes;
  } finally {
    progress.stop();
  }
}

/** Says what is wrong with the first file that cannot be read. */
async function giveUp(files: readonly LocalFile[], samples: readonly Sample[], { stderr }: Terminal): Promise<ExitCode> {
  for (const [i, file] of spread(files).entries()) {
    const outcome = await attempt([samples[i]], file.declared);
    if ('fault' in outcome) {
      stderr.write(renderFault({ file, fault: outcome.fault, advice: [] }));
    }
  }
  stderr.write('No declaration was found under which the files can be read.\n');
  return ExitCode.DEAD_LETTER;
}

function readLanguage(text: string): Language {
  if (!LANGUAGES.includes(text)) {
    throw new UsageError(`--language is "${text}"; expected ${LANGUAGES.join(' or ')}`);
  }
  return text as Language;
}
