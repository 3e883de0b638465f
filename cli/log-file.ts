import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const boundBytes = 20 * 1024 * 1024
const kept = 5

/** Appends lines to a file; at 20 MiB it becomes `<file>.1`, that one `<file>.2`, up to five. */
export const openLogFile = (file: string): { write(line: string): void; close(): void } => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  let handle = openSync(file, 'a', 0o600)
  let bytes = fstatSync(handle).size
  const turn = () => {
    closeSync(handle)
    for (let number = kept - 1; number >= 0; number--) {
      const from = number === 0 ? file : `${file}.${number}`
      if (existsSync(from)) renameSync(from, `${file}.${number + 1}`)
    }
    handle = openSync(file, 'a', 0o600)
    bytes = 0
  }
  return {
    write(line) {
      if (bytes > boundBytes) turn()
      // A full disk must not end the station: the line is lost, and doctor tells of the disk.
      try {
        bytes += writeSync(handle, line)
      } catch {}
    },
    close: () => closeSync(handle),
  }
}
