import { openDiskObjects } from './objects-disk.ts'
import type { Objects } from './objects.ts'
import type { S3Config } from './s3-bucket.ts'

export type { Appended, ByteRange, Objects, Opened, Staged, Staging, Stored } from './objects.ts'

/** Where objects are kept: in a folder of this machine, or in a bucket of an S3-compatible store. */
export type ObjectsConfig = { kind: 'disk'; folder: string } | S3Config

/** Opens the object store the configuration names; one that cannot be used is refused here, in words. */
export const openObjects = async (config: ObjectsConfig): Promise<Objects> => {
  if (config.kind === 'disk') return openDiskObjects(config.folder)
  // The S3 client is large: a station on its own disk starts without it.
  const { openS3Objects } = await import('./objects-s3.ts')
  return openS3Objects(config)
}
