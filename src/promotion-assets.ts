import * as path from 'node:path';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { permit } from './permission';

/** The Spark job that ships with the package, and everything that it needs on a machine without internet. */
export class PromotionAssets {
  /** The shell script that prepares each machine: it unpacks the other two. */
  readonly bootstrap: assets.Asset;
  /** A zip whose root holds the program that Spark starts, and the `promotion` package. */
  readonly package: assets.Asset;
  /** A zip of the Python wheels that the package needs. */
  readonly wheels: assets.Asset;

  /** @param scope the construct whose children the assets become */
  constructor(scope: Construct) {
    const asset = (id: string, name: string, exclude?: string[]) => new assets.Asset(scope, id, {
      path: path.join(__dirname, '..', 'spark-assets', name),
      exclude,
    });
    this.bootstrap = asset('Bootstrap', 'bootstrap.sh');
    // Python and its tools leave files beside the sources. These differ between machines and would change the asset's hash.
    this.package = asset('Package', 'package', ['.*', '**/__pycache__']);
    this.wheels = asset('Wheels', 'wheels');
  }

  /** Lets the grantee read all of these files. */
  grantRead(grantee: iam.IGrantable): void {
    permit(grantee, 'ReadJob', {
      actions: ['s3:GetObject'],
      resources: [this.bootstrap, this.package, this.wheels].map((asset) => asset.bucket.arnForObjects(asset.s3ObjectKey)),
    });
  }
}
