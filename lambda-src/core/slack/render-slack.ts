import { code, codeBlock, list, plain, prose } from './slack-text';
import { TableKey } from '../../../src/contract';
import type { DecisionRefused, FilesSetAside, RunFailed, SchemaDrift, VersionRestored } from '../alerts/messages';
import type { AlarmMessage, TopicMessage } from '../alerts/topic-message';
import { decisionCommand } from '../registry/suggested-command';
import type { VersionKey } from '../registry/version-key';
import { sentenceOf } from '../warnings/sentence';
import type { Warning } from '../warnings/warning';

/** Slack refuses a header of more characters. */
const MAX_HEADER = 150;

/** Most characters that are shown of a text from another system. */
const MAX_DETAIL = 1_000;

/** Most characters that are shown of one warning, and of all warnings about a file: the lists of fields matter more. */
const MAX_WARNING = 250;
const MAX_WARNINGS = 1_000;

/** Most characters that are shown of the text on one of several files. */
const MAX_EXAMPLE_DETAIL = 200;

type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string } };

/** The body of a POST to a Slack webhook. */
export interface SlackMessage {
  /** Notifications and screen readers show it instead of the blocks. */
  readonly text: string;
  /** At most ten. Slack takes fifty, but refuses a message of more than about 13,000 characters in all. */
  readonly blocks: readonly Block[];
}

/**
 * A message of the alert topic for people in Slack: what happened, what it means, what to do.
 *
 * @param registryTable name of the registry table, for the commands that are shown
 */
export function renderSlack(message: TopicMessage, registryTable: string): SlackMessage {
  switch (message.kind) {
    case 'schema_drift': return drift(message, registryTable);
    case 'decision_refused': return decisionRefused(message);
    case 'version_restored': return versionRestored(message);
    case 'files_held': return filesSetAside(message, 'held', 'is set aside', 'are set aside');
    case 'files_dead_lettered': return filesSetAside(message, 'not readable', 'could not be read', 'could not be read');
    case 'records_quarantined': return recordsQuarantined(message);
    case 'run_failed': return runFailed(message);
    case 'alarm': return alarm(message);
  }
}

function drift(message: SchemaDrift, registryTable: string): SlackMessage {
  const removed = message.removed.map(({ path, type, present, records }) =>
    `• ${code(path)} ${code(type)}${present === undefined || records === undefined ? '' : `: had been in ${present} of ${records} records`}`);
  const added = message.added.map(({ path, type }) => `• ${code(path)} ${code(type)}`);
  const changed = Object.entries(message.type_changed).map(([path, { from, to, class: kind }]) => `• ${code(path)} ${code(from)} → ${code(to)} (${prose(kind, 40)})`);
  return slackMessage(`Schema drift: ${message.source_id}`, [
    `A file of *${prose(message.source_id, MAX_DETAIL)}* does not fit its schema. The source's promotion waits until a person decides; ` +
    'other sources go on, and its files are kept.',
    ...section('*Gone*', removed),
    ...section('*New*', added),
    ...section('*Type changed*', changed),
    ...section('*Odd about the file*', (message.warnings ?? []).map(warningLine), MAX_WARNINGS),
    ...(message.omitted === undefined ? [] : [`${message.omitted} further paths are on the registry's item ${code(message.version)}.`]),
    `First seen in ${code(message.sample_key)} (${message.records} records). Compatibility ${code(message.compatibility)}.`,
    ...decisions(message, registryTable),
  ]);
}

function warningLine(warning: Warning): string {
  return `• ${prose(sentenceOf(warning), MAX_WARNING)}`;
}

function decisions({ source_id, version, type_changed }: SchemaDrift, registryTable: string): string[] {
  const command = (status: 'ACTIVE' | 'DEPRECATED') =>
    codeBlock(decisionCommand(registryTable, source_id, version as VersionKey, status, 'note'));
  const reject = `*Reject*: leave out exactly the files of this kind, and let the source go on.\n${command('DEPRECATED')}`;
  if (Object.values(type_changed).some((change) => change.class === 'physical')) {
    return ['This drift cannot be approved: promoted data holds the old type of a field. Have the sender mend it, and reject these files.', reject];
  }
  return [
    `*Approve*: accept the files as they are. Columns of fields that are gone stay, empty for new rows.\n${command('ACTIVE')}`,
    reject,
  ];
}

function decisionRefused(message: DecisionRefused): SlackMessage {
  return slackMessage(`Decision not carried out: ${message.source_id}`, [
    `The status of ${code(message.version)} was set to ${code(message.found)} and has been set back to ${code(message.restored)}: ` +
    prose(message.detail, MAX_DETAIL),
    codeBlock(plain(message.command, MAX_DETAIL)),
  ]);
}

function versionRestored(message: VersionRestored): SlackMessage {
  const version = code(message.version);
  return slackMessage(`Edit set back: ${message.source_id}`, [
    message.change === 'deleted'
      ? `The registry's item ${version} was deleted and has been written again. No version is ever deleted; a drift is decided by its status.`
      : `The registry's item ${version} was saved with changes to ${message.attributes.map(code).join(', ')}, which have been set back. `
        + 'Only edits of its `status`, `note` and `plan` count.',
  ]);
}

function filesSetAside(message: FilesSetAside, title: string, one: string, many: string): SlackMessage {
  const { count, source_id, reason } = message;
  const from = source_id === TableKey.NO_SOURCE ? 'sources that are not registered' : source_id;
  return slackMessage(`${count === 1 ? 'File' : `${count} files`} ${title}: ${from}`, [
    `${counted(count, 'file')} of *${prose(from, MAX_DETAIL)}* ${count === 1 ? one : many} (${code(reason)}) ${timesOf(message)}; `
    + 'other files go on.',
    ...whichFiles(message),
    'Further files of this kind are reported together, after a quarter of an hour.',
  ]);
}

function recordsQuarantined(message: FilesSetAside): SlackMessage {
  const { count, records = 0, source_id } = message;
  return slackMessage(`${counted(records, 'record')} in quarantine: ${source_id}`, [
    `${counted(records, 'record')} in ${counted(count, 'file')} of *${prose(source_id, MAX_DETAIL)}* ${records === 1 ? 'is' : 'are'} bad `
    + `${timesOf(message)}; the other records go on.`,
    ...whichFiles(message),
    'Further bad records are reported together, after a quarter of an hour.',
  ]);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function timesOf({ first_at, last_at }: FilesSetAside): string {
  return first_at === last_at ? `at ${prose(first_at, 40)}` : `between ${prose(first_at, 40)} and ${prose(last_at, 40)}`;
}

function whichFiles({ count, advice, examples }: FilesSetAside): string[] {
  const lines = examples.map(({ ingest_id, key, detail, advice: way }) =>
    `• ${code(ingest_id)} ${code(key)}${detail === undefined ? '' : `: ${prose(detail, MAX_EXAMPLE_DETAIL)}`}`
    + (way === undefined ? '' : `. ${prose(way, MAX_EXAMPLE_DETAIL)}`));
  return [prose(advice, MAX_DETAIL), ...section(count > examples.length ? '*The first of them*' : '*Which*', lines)];
}

function runFailed(message: RunFailed): SlackMessage {
  return slackMessage(`Promotion run failed: ${message.run}`, [
    `${prose(message.detail, MAX_DETAIL)}\nNothing is lost: what the run did not finish, the next one does.`,
  ]);
}

function alarm(message: AlarmMessage): SlackMessage {
  return slackMessage(`${message.NewStateValue}: ${message.AlarmName}`, [
    ...(message.AlarmDescription ? [prose(message.AlarmDescription, MAX_DETAIL)] : []),
    `${prose(message.NewStateReason, MAX_DETAIL)} (${prose(message.StateChangeTime, 40)})`,
  ]);
}

function section(title: string, lines: readonly string[], max?: number): string[] {
  return lines.length === 0 ? [] : [list(title, lines, max)];
}

function slackMessage(title: string, sections: readonly string[]): SlackMessage {
  return {
    text: prose(title, MAX_HEADER),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: plain(title, MAX_HEADER) } },
      ...sections.map((text): Block => ({ type: 'section', text: { type: 'mrkdwn', text } })),
    ],
  };
}
