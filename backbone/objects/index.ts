import { openDiskObjects } from './objects-disk.ts'
import type { Objects } from './objects.ts'

export type { Appended, ByteRange, Objects, Opened, Staged, Staging, Stored } from './objects.ts'

/** Where objects are kept: a folder of this machine, or a bucket of an S3-compatible store. */
export type ObjectsConfig = { kind: 'disk'; folder: string }

/** Opens the object store the configuration names. */
export async function openObjects(config: ObjectsConfig): Promise<Objects> {
  return openDiskObjects(config.folder)
}
