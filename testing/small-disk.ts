import { execFile } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A disk of its own at a folder, that can be made full and be given room again; undefined where we may not mount. */
export const mountSmallDisk = async (folder: string, size = '4g') => {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'none', folder])
  } catch {
    return undefined
  }
  const resize = (to: string) => run('mount', ['-o', `remount,size=${to}`, folder])
  return {
    /** Leaves nothing free but `spareBytes`. */
    async fill(spareBytes = 0) {
      const { blocks, bfree, bsize } = await statfs(folder)
      await resize(String((blocks - bfree) * bsize + spareBytes))
    },
    free: () => resize(size),
    unmount: () => run('umount', ['-l', folder]),
  }
}
