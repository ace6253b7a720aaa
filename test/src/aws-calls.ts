/** The calls to AWS that the programs make, and the IAM actions that each call needs. The calls are read from the programs' own text. */

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
  /** The operation, such as `GetObject`. */
  readonly operation: string;
  /** The text between the parentheses of the call. */
  readonly args: string;
}

/** A program: its calls, and the kinds of items in its DynamoDB transactions. */
export interface Program {
  readonly calls: readonly AwsCall[];
  readonly transactionKinds: readonly string[];
}

const TRANSACTION_KINDS = ['Put', 'Update', 'Delete', 'ConditionCheck'];

/** The calls in a function's bundle. Code that the function cannot reach is not in the bundle. */
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

/** The services that the job calls. boto3 has the same operations as the SDK, in snake case. */
const JOB_SERVICES: Readonly<Record<string, object>> = { s3, dynamodb, glue, cloudwatch };

/** The calls that the Spark job's own modules make through boto3. */
export function programOfJob(): Program {
  const folder = path.join(ROOT, 'spark-assets', 'package', 'promotion');
  const text = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'))
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
  const operations = new Map(Object.entries(JOB_SERVICES).flatMap(([service, sdk]) => Object.keys(sdk)
    .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
    .map((operation) => [inPython(operation), { service, operation }])));
  const calls = [...text.matchAll(/\.(?:get_paginator\("(\w+)"\)\s*\.paginate\(|(\w+)\()/g)].flatMap((match) => {
    const found = operations.get(match[1] ?? match[2]);
    // A name without an underscore, such as `query`, may be a method of the job itself, so it counts only as a paginator.
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

/** The text from `start` to the parenthesis that closes the one before `start`. */
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

/** The actions that a call needs, and further actions that it can use. */
interface Rights {
  readonly needs: string[];
  readonly may?: string[];
}

/** Prefixes of IAM actions that differ from the name of the service's package. */
const PREFIXES: Readonly<Record<string, string>> = { 'emr': 'elasticmapreduce', 'secrets-manager': 'secretsmanager' };

// S3 answers that a missing object is forbidden to an identity that may not list.
const MISSING = ['s3:ListBucket', 's3:ListBucketVersions'];
const read: (call: AwsCall) => Rights = ({ args }) => ({ needs: [/VersionId/.test(args) ? 's3:GetObjectVersion' : 's3:GetObject'], may: MISSING });
const write = (...needs: string[]) => (): Rights => ({ needs });

/** The operations that need other actions than the one with their name. */
const RIGHTS: Readonly<Record<string, (call: AwsCall, program: Program) => Rights>> = {
  's3:GetObject': read,
  's3:HeadObject': read,
  's3:DeleteObject': ({ args }) => ({ needs: [/VersionId/.test(args) ? 's3:DeleteObjectVersion' : 's3:DeleteObject'] }),
  's3:DeleteObjects': ({ args }) => ({ needs: [/VersionId/.test(args) ? 's3:DeleteObjectVersion' : 's3:DeleteObject'] }),
  // The text that names the source is made elsewhere, and may contain a version.
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
  // The document client has shorter names.
  ...Object.fromEntries(['Get', 'Put', 'Update', 'Delete', 'BatchGet'].map((name) => [`dynamodb:${name}`, write(`dynamodb:${name}Item`)])),
  // A transaction needs the right for each kind of action in it.
  'dynamodb:TransactWrite': (_, program) => ({ needs: transactionActions(program) }),
  'dynamodb:TransactWriteItems': (_, program) => ({ needs: transactionActions(program) }),
  'dynamodb:TransactGet': write('dynamodb:GetItem'),
  'sqs:SendMessageBatch': write('sqs:SendMessage'),
  'sqs:DeleteMessageBatch': write('sqs:DeleteMessage'),
  'sqs:ChangeMessageVisibilityBatch': write('sqs:ChangeMessageVisibility'),
  'sns:PublishBatch': write('sns:Publish'),
  'elasticmapreduce:RunJobFlow': () => ({
    needs: ['elasticmapreduce:RunJobFlow', 'elasticmapreduce:AddTags', 'iam:PassRole'],
    // The first cluster of an account creates the role with which EMR cleans up.
    may: ['iam:CreateServiceLinkedRole'],
  }),
};

function transactionActions({ transactionKinds }: Program): string[] {
  return transactionKinds.map((kind) => `dynamodb:${kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`}`);
}

/** The actions that the calls of a program need, and those that they can use. */
export function rightsOf(program: Program): { needs: Set<string>; uses: Set<string> } {
  const rights = program.calls.map((call) => {
    const action = `${PREFIXES[call.service] ?? call.service}:${call.operation}`;
    return RIGHTS[action]?.(call, program) ?? { needs: [action] };
  });
  const needs = new Set(rights.flatMap((each) => each.needs));
  return { needs, uses: new Set([...needs, ...rights.flatMap(({ may = [] }) => may)]) };
}
