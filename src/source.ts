import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { SourceConfigDocument } from './contract';
import type { CsvOptions } from './csv-options';
import { permit } from './permission';
import { sourceConfig, validateSources } from './source-config';

/** How the files of a source are written. */
export enum SourceFormat {
  /** A JSON document, a JSON array of records, or newline-delimited JSON: told apart by content. */
  JSON = 'json',
  /** Delimited text, usually with a header line. What `csv` does not say is found by content. */
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

  /**
   * How its CSV files are written, where that does not show in each of them.
   *
   * @default - everything is found by content
   */
  readonly csv?: CsvOptions;

  /**
   * Texts that stand for null, such as `NA` or `-`: whole CSV cells, quoted or not, and whole JSON strings. Each of 1 to
   * 63 bytes of UTF-8, without quotation marks and control characters; at most 100. Every file of a source that has any is
   * copied before promotion, whether or not it holds one.
   *
   * @default - empty CSV cells and JSON's null
   */
  readonly nullMarkers?: string[];

  /**
   * Types of fields, by path. A hint applies to a file in which every value of the field conforms; in any other, the field
   * has the type that its values show, and a person decides on the difference.
   *
   * - `string`: any scalar, kept as its text. Ids that look like numbers in some files.
   * - `double`, `decimal(p,0)` with 19 ≤ p ≤ 38, `bigint`, `boolean`: numbers that it holds exactly. Amounts that are
   *   whole in some files.
   * - `date`, `timestamp`: in JSON, strings of that form in ISO 8601, which are strings otherwise.
   * - `map` (JSON): an object whose names are data; its values are then the path with `{}` behind it.
   * - `struct` (JSON): an object with many rare names that is no map; beyond 2,000 names in a file it is one all the same.
   * - `json` (JSON): any value, kept as its text.
   *
   * @default - every field has the type that its values show
   */
  readonly typeHints?: { [path: string]: string };

  /**
   * Share of a file's records that may be bad without the file being a dead letter, from 0 to 0.5. They are kept under
   * `quarantine/`, and a file that has any is read more slowly.
   *
   * Bad are NDJSON lines with malformed JSON, anything but objects, a key twice in one object, half of a surrogate pair or
   * too deep a nesting, and CSV rows with text behind a closing quote or another number of cells than the header.
   *
   * Every other fault still makes the file a dead letter, and so does any in an array of records, a CSV header, or a quote
   * that is never closed.
   *
   * @default 0
   */
  readonly maxBadRecordRatio?: number;
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

  /** @throws Error where anything that a source declares is invalid or contradicts the rest, or an id occurs twice */
  constructor(scope: Construct, id: string, props: SourcesProps) {
    super(scope, id);
    validateSources(this.node.path, props.sources);
    this.all = props.sources.map((source) => new Source(this, source, props.apiKeys));
    this.config = documentAsset(this, {
      sources: props.sources.map(sourceConfig),
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
