import type * as ecr from '@aws-sdk/client-ecr';
import { createHash } from 'node:crypto';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { invalidParameter } from './errors';
import { repositoryOf } from './repositories';
import type { Image, Repository } from './state';

const HOURS_12 = 12 * 3600_000;

const digestOf = (manifest: string): string => `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
const found = (repository: Repository, { imageDigest, imageTag }: ecr.ImageIdentifier): Image | undefined =>
  [...repository.images.values()].find((image) =>
    imageDigest === undefined ? image.tags.has(imageTag ?? '') : image.digest === imageDigest,
  );

const view = ({ registryId, name }: Repository, image: Image, imageTag: string | undefined): ecr.Image => ({
  registryId,
  repositoryName: name,
  imageId: { imageDigest: image.digest, imageTag },
  imageManifest: image.manifest,
  imageManifestMediaType: image.mediaType,
});

/** Images are manifests here: layers are neither pushed nor pulled, so none is ever missed. */
export const imageOps = (world: World) =>
  ({
    /** Docker's password for the caller, valid at every registry that admits it. */
    GetAuthorizationToken(_input, call) {
      return {
        authorizationData: [
          {
            authorizationToken: Buffer.from(`AWS:${world.ids.id('', 32)}`).toString('base64'),
            expiresAt: new Date(world.clock.now().getTime() + HOURS_12),
            proxyEndpoint: `https://${call.accountId}.dkr.ecr.${call.region}.amazonaws.com`,
          },
        ],
      };
    },

    PutImage(input, call) {
      const repository = repositoryOf(world, call, input);
      const { imageManifest: manifest = '', imageTag, imageManifestMediaType: mediaType } = input;
      const digest = digestOf(manifest);
      if (input.imageDigest !== undefined && input.imageDigest !== digest)
        throw new AwsError('ImageDigestDoesNotMatchException', 'The image digest is not that of the manifest.');
      const tagged = imageTag === undefined ? undefined : found(repository, { imageTag });
      if (tagged?.digest === digest || (imageTag === undefined && repository.images.has(digest)))
        throw new AwsError('ImageAlreadyExistsException', `Image with digest '${digest}' already exists.`);
      if (tagged && repository.immutableTags)
        throw new AwsError(
          'ImageTagAlreadyExistsException',
          `The image tag '${imageTag}' already exists in the '${repository.name}' repository and cannot be overwritten because the repository is immutable.`,
        );
      const known = repository.images.get(digest);
      const image = known ?? { digest, manifest, mediaType, tags: new Set<string>(), pushedAt: world.clock.now() };
      if (imageTag !== undefined) {
        tagged?.tags.delete(imageTag);
        image.tags.add(imageTag);
      }
      repository.images.set(digest, image);
      return { image: view(repository, image, imageTag) };
    },

    BatchGetImage(input, call) {
      const repository = repositoryOf(world, call, input);
      const ids = input.imageIds ?? [];
      if (ids.length < 1 || ids.length > 100)
        throw invalidParameter("Invalid parameter at 'imageIds': 1 to 100 items.");
      const images = ids.map((imageId) => ({ imageId, image: found(repository, imageId) }));
      return {
        images: images.flatMap(({ imageId, image }) => (image ? [view(repository, image, imageId.imageTag)] : [])),
        failures: images.flatMap(({ imageId, image }) =>
          image ? [] : [{ imageId, failureCode: 'ImageNotFound' as const, failureReason: 'Requested image not found' }],
        ),
      };
    },
  }) satisfies Ops<typeof ecr>;
