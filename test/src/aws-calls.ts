/** Which calls to AWS the programs hold, and what each needs in IAM. Read from the programs themselves, so nothing here names them. */

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as glue from '@aws-sdk/client-glue';
import * as s3 from '@aws-sdk/client-s3';
import { buildSync } from 'esbuild';
import type { HandlerFunction } from '../../src/handler-function';

type Handler = ConstructorParameters<typeof HandlerFunction>[2]['handler'];

const ROOT = path.join(__dirname, '..', '..');

/** One call in a program's text. */
export interface AwsCall {
  /** The package's name for the service, such as `s3` or `secrets-manager`. */
  readonly service: string;
  /** Such as `GetObject`. */
  readonly operation: string;
  /** What stands between the parentheses of its arguments. */
  readonly args: string;
}

/** A program: its calls, and the kinds of action that it puts into DynamoDB's transactions. */
export interface Program {
  readonly calls: readonly AwsCall[];
  readonly transactionKinds: readonly string[];
}

const TRANSACTION_KINDS = ['Put', 'Update', 'Delete', 'ConditionCheck'];

/** What the function's bundle holds: unreachable code of the modules that it shares with others is shaken off. */
export function programOfFunction(handler: Handler): Program {
  const entry = path.join(ROOT, 'lambda-src', 'functions', handler, 'index.ts');
  const { outputFiles: [{ text }] } = buildSync({
    entryPoints: [entry], bundle: true, write: false, platform: 'node', format: 'cjs', external: ['@aws-sdk/*'], treeShaking: true,
  });
  const services = new Map([...text.matchAll(/(import_\w+) = require\("@aws-sdk\/(?:client|lib)-([\w-]+)"\)/g)].map(([, name, service]) => [name, service]));
  const calls = [...text.matchAll(/\b(import_\w+)\.(?:(\w+)Command\(|paginate(\w+)\)?\()/g)].map((match) => ({
    service: services.get(match[1])!,
    operation: match[2] ?? match[3],
    args: argumentsFrom(text, match.index + match[0].length),
  }));
  return { calls, transactionKinds: TRANSACTION_KINDS.filter((kind) => new RegExp(`\\b${kind}: `).test(text)) };
}

/** The services whose clients the job has: boto3 names their operations as the SDK does, in its own way of writing. */
const JOB_SERVICES: Readonly<Record<string, object>> = { s3, dynamodb, glue, cloudwatch };

/** What the Spark job's own modules call through boto3. */
export function programOfJob(): Program {
  const folder = path.join(ROOT, 'spark-assets', 'package', 'promotion');
  const text = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
  const operations = new Map(Object.entries(JOB_SERVICES).flatMap(([service, sdk]) => Object.keys(sdk)
    .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
    .map((operation) => [inPython(operation), { service, operation }])));
  const calls = [...text.matchAll(/\.(?:get_paginator\("(\w+)"\)\s*\.paginate\(|(\w+)\()/g)].flatMap((match) => {
    const found = operations.get(match[1] ?? match[2]);
    // `client.query()` is a call of ours where it is written with the client's name alone.
    return found && (match[1] !== undefined || match[2].includes('_')) ? [{ ...found, args: argumentsFrom(text, match.index + match[0].length) }] : [];
  });
  const clients = [...text.matchAll(/\.(?:client|resource)\("([\w-]+)"/g)].map(([, service]) => service);
  const unknown = clients.filter((service) => !(service in JOB_SERVICES));
  if (unknown.length > 0) {
    throw new Error(`the job has clients of ${unknown.join(', ')}, whose operations are not known here; add them to JOB_SERVICES`);
  }
  return { calls, transactionKinds: TRANSACTION_KINDS.filter((kind) => text.includes(`{"${kind}": `)) };
}

/** `ListObjectsV2` → `list_objects_v2`. */
function inPython(operation: string): string {
  return operation.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}

/** The text up to the parenthesis that closes the one before `start`. */
function argumentsFrom(text: string, start: number): string {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') {
      depth++;
    }
    if (text[at] === ')' && --depth === 0) {
      return text.slice(start, at);
    }
  }
  return text.slice(start);
}

/** What a call needs, and what it can make use of besides. */
interface Rights {
  readonly needs: string[];
  readonly may?: string[];
}

/** Services whose actions in IAM have another prefix than their package has a name. */
const PREFIXES: Readonly<Record<string, string>> = { 'emr': 'elasticmapreduce', 'secrets-manager': 'secretsmanager' };

// Whoever may not list is told of a missing object that it is forbidden.
const MISSING = ['s3:ListBucket', 's3:ListBucketVersions'];
const read: (call: AwsCall) => Rights = ({ args }) => ({ needs: [/VersionId/.test(args) ? 's3:GetObjectVersion' : 's3:GetObject'], may: MISSING });
const write = (...needs: string[]) => (): Rights => ({ needs });

/** The operations that need something else than the action of their name. */
const RIGHTS: Readonly<Record<string, (call: AwsCall, program: Program) => Rights>> = {
  's3:GetObject': read,
  's3:HeadObject': read,
  's3:DeleteObject': ({ args }) => ({ needs: [/VersionId/.test(args) ? 's3:DeleteObjectVersion' : 's3:DeleteObject'] }),
  's3:DeleteObjects': ({ args }) => ({ needs: [/VersionId/.test(args) ? 's3:DeleteObjectVersion' : 's3:DeleteObject'] }),
  // The source may be named with its version, in a text made elsewhere.
  's3:CopyObject': () => ({ needs: ['s3:PutObject', 's3:GetObject'], may: ['s3:GetObjectVersion', ...MISSING] }),
  's3:UploadPartCopy': () => ({ needs: ['s3:PutObject', 's3:GetObject'], may: ['s3:GetObjectVersion', ...MISSING] }),
  's3:CreateMultipartUpload': write('s3:PutObject'),
  's3:UploadPart': write('s3:PutObject'),
  's3:CompleteMultipartUpload': write('s3:PutObject'),
  's3:ListParts': write('s3:ListMultipartUploadParts'),
  's3:ListMultipartUploads': write('s3:ListBucketMultipartUploads'),
  's3:ListObjects': write('s3:ListBucket'),
  's3:ListObjectsV2': write('s3:ListBucket'),
  's3:ListObjectVersions': write('s3:ListBucketVersions'),
  's3:HeadBucket': write('s3:ListBucket'),
  // The document client's shorter names.
  ...Object.fromEntries(['Get', 'Put', 'Update', 'Delete', 'BatchGet'].map((name) => [`dynamodb:${name}`, write(`dynamodb:${name}Item`)])),
  // A transaction needs the action of each kind of item in it.
  'dynamodb:TransactWrite': (_, program) => ({ needs: transactionActions(program) }),
  'dynamodb:TransactWriteItems': (_, program) => ({ needs: transactionActions(program) }),
  'dynamodb:TransactGet': write('dynamodb:GetItem'),
  'sqs:SendMessageBatch': write('sqs:SendMessage'),
  'sqs:DeleteMessageBatch': write('sqs:DeleteMessage'),
  'sqs:ChangeMessageVisibilityBatch': write('sqs:ChangeMessageVisibility'),
  'sns:PublishBatch': write('sns:Publish'),
  'elasticmapreduce:RunJobFlow': () => ({
    needs: ['elasticmapreduce:RunJobFlow', 'elasticmapreduce:AddTags', 'iam:PassRole'],
    // The first cluster of an account makes the role by which EMR cleans up.
    may: ['iam:CreateServiceLinkedRole'],
  }),
};

function transactionActions({ transactionKinds }: Program): string[] {
  return transactionKinds.map((kind) => `dynamodb:${kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`}`);
}

/** What all calls of a program need, and what they can make use of. */
export function rightsOf(program: Program): { needs: Set<string>; uses: Set<string> } {
  const rights = program.calls.map((call) => {
    const action = `${PREFIXES[call.service] ?? call.service}:${call.operation}`;
    return RIGHTS[action]?.(call, program) ?? { needs: [action] };
  });
  const needs = new Set(rights.flatMap((each) => each.needs));
  return { needs, uses: new Set([...needs, ...rights.flatMap(({ may = [] }) => may)]) };
}
