import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileSystem, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { SourceConfigDocument } from './contract';
import { permit } from './permission';

/** How the files of a source are written. */
export enum SourceFormat {
  /** A JSON document, a JSON array of records, or newline-delimited JSON: told apart by content. */
  JSON = 'json',
  /** Delimited text with a header line; delimiter, quote and encoding are found by content. */
  CSV = 'csv',
}

/** A registered sender of files. */
export interface SourceProps {
  /**
   * Names the source in URLs, keys and metrics, for ever: its data is found under this name. Its table is the id with
   * `-` written as `_`.
   *
   * 2 to 63 lower-case letters, digits and hyphens; begins with a letter, ends with a letter or digit; known at synth.
   */
  readonly sourceId: string;

  /** How its files are written. */
  readonly format: SourceFormat;

  /**
   * Fields that may be absent from a file without that being drift, as paths: `nickname`, `customer.phone`,
   * `items[].discount`. A CSV column is a path of one segment; `\` goes before each of `\ . [ ] { }` in a name.
   *
   * @default - a field that an earlier file had and a new file lacks is drift
   */
  readonly optionalFields?: string[];
}

/** One registered source: the scope of what exists once per source. */
export class Source extends Construct {
  public readonly sourceId: string;
  public readonly format: SourceFormat;
  /** The key that identifies the sender, where sources are told apart by API key. */
  public readonly apiKey?: apigateway.ApiKey;

  constructor(scope: Construct, props: SourceProps, withApiKey: boolean) {
    super(scope, props.sourceId);
    this.sourceId = props.sourceId;
    this.format = props.format;
    if (withApiKey) {
      // Without `stages`: only the usage plan binds a key to the API, or the function that must know the key's id would
      // depend on the API that depends on the function.
      this.apiKey = new apigateway.ApiKey(this, 'ApiKey', { description: `Sender of ${props.sourceId}` });
    }
  }
}

/** Props of `Sources`. */
export interface SourcesProps {
  /** All sources of the deployment; complete, because their configuration is written into an asset. */
  readonly sources: SourceProps[];
  /** Whether each source gets an API key. */
  readonly apiKeys: boolean;
}

/**
 * All registered sources, and the document that tells the functions and the job about them.
 *
 * The document is an asset and no environment variable: those hold 4 KB in all.
 */
export class Sources extends Construct {
  public readonly all: Source[];
  /** `s3://` address of the source configuration document. */
  public readonly configUri: string;
  private readonly config: assets.Asset;

  /** @throws Error where a source id or an optional field is invalid, or an id occurs twice */
  constructor(scope: Construct, id: string, props: SourcesProps) {
    super(scope, id);
    validateSources(this, props.sources);
    this.all = props.sources.map((source) => new Source(this, source, props.apiKeys));
    this.config = documentAsset(this, {
      sources: props.sources.map(({ sourceId, format, optionalFields }) => ({ sourceId, format, optionalFields: [...optionalFields ?? []] })),
    });
    this.configUri = this.config.s3ObjectUrl;
  }

  /** Lets the grantee read the source configuration document. */
  public grantReadConfig(grantee: iam.IGrantable): iam.Grant {
    return permit(grantee, 'ReadSourceConfig', {
      actions: ['s3:GetObject'],
      resources: [this.config.bucket.arnForObjects(this.config.s3ObjectKey)],
    });
  }
}

function documentAsset(scope: Construct, document: SourceConfigDocument): assets.Asset {
  const folder = FileSystem.mkdtemp('source-config');
  const file = path.join(folder, 'sources.json');
  fs.writeFileSync(file, JSON.stringify(document));
  const asset = new assets.Asset(scope, 'Config', { path: file });
  // With asset staging switched off, the asset stays where it was written.
  if (asset.assetPath !== file) {
    fs.rmSync(folder, { recursive: true });
  }
  return asset;
}

const SOURCE_ID = /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** Segments joined by `.`, each an escaped name or `\e` (the empty name), followed by any number of `[]` and `{}`. */
const FIELD_PATH = /^(?:(?:[^\\.[\]{}]|\\[\\.[\]{}])+|\\e)(?:\[\]|\{\})*(?:\.(?:(?:[^\\.[\]{}]|\\[\\.[\]{}])+|\\e)(?:\[\]|\{\})*)*$/;

function validateSources(scope: Construct, sources: SourceProps[]): void {
  const where = scope.node.path;
  if (sources.length === 0) {
    throw new Error(`${where}: sources is empty; list at least one, for example { sourceId: 'orders', format: SourceFormat.JSON }`);
  }
  const seen = new Set<string>();
  for (const { sourceId, optionalFields } of sources) {
    if (Token.isUnresolved(sourceId)) {
      throw new Error(`${where}: a sourceId is a token, known only at deployment; it names constructs and keys: write it as a plain string`);
    }
    if (!SOURCE_ID.test(sourceId)) {
      throw new Error(`${where}: sourceId '${sourceId}' is not valid; it has 2 to 63 lower-case letters, digits and hyphens, `
        + 'begins with a letter and ends with a letter or digit');
    }
    if (seen.has(sourceId)) {
      throw new Error(`${where}: sourceId '${sourceId}' occurs twice; give each source an id of its own`);
    }
    seen.add(sourceId);
    validateOptionalFields(where, sourceId, optionalFields ?? []);
  }
}

function validateOptionalFields(where: string, sourceId: string, paths: string[]): void {
  for (const fieldPath of paths) {
    if (Token.isUnresolved(fieldPath) || !FIELD_PATH.test(fieldPath)) {
      throw new Error(`${where}: source '${sourceId}' lists the optional field '${fieldPath}', which is no path; expected names `
        + 'joined by dots with [] for array elements and {} for map values, for example customer.phone or items[].discount, '
        + 'with \\ before each of \\ . [ ] { } in a name');
    }
  }
}
