import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { permit } from './permission';
import type { SourceConfigDocument } from './source-config';
import { sourceConfig } from './source-config';
import type { SourceFormat, SourceProps } from './source-props';
import { validateSources } from './source-validation';

/** One registered source: the scope of what exists once per source. */
export class Source extends Construct {
  public readonly sourceId: string;
  public readonly format: SourceFormat;
  /** The key that identifies the sender, if the API recognises senders by key. */
  public readonly apiKey?: apigateway.ApiKey;

  constructor(scope: Construct, props: SourceProps, withApiKey: boolean) {
    super(scope, props.sourceId);
    this.sourceId = props.sourceId;
    this.format = props.format;
    if (withApiKey) {
      // Without `stages`: only the usage plan binds a key to the API. Otherwise the function, which must know the key's id,
      // would depend on the API, which depends on the function.
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
 * The document is an asset and not an environment variable, because the variables of a function hold only 4 KB in all.
 */
export class Sources extends Construct {
  public readonly all: Source[];
  /** `s3://` address of the source configuration document. */
  public readonly configUri: string;
  private readonly config: assets.Asset;

  /** @throws Error if anything that a source declares is invalid or contradicts the rest, or if an id occurs twice */
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
