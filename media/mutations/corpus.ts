import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bombs } from './bombs.ts'
import { containerLies } from './containers.ts'
import { damaged } from './damage.ts'
import { mp4Lies } from './mp4.ts'
import type { Elsewhere, Mutant } from './mutant.ts'
import { pretenders } from './pretenders.ts'
import { makeSeeds } from './seeds.ts'

/** A broken file on disk, and how long it is. */
export type BrokenFile = { name: string; path: string; bytes: number }

/**
 * Makes more than 250 broken files in a folder, the same ones every time: whole little films that were damaged on their
 * way, whose containers lie in one field each, that are huge when unpacked, that never end, and what is no film at all.
 * Some point at a file and an address `elsewhere`, which nobody may ever open.
 */
export const makeCorpus = async (folder: string, elsewhere: Elsewhere): Promise<BrokenFile[]> => {
  const seedFolder = join(folder, 'seeds')
  const brokenFolder = join(folder, 'broken')
  for (const one of [seedFolder, brokenFolder]) await mkdir(one, { recursive: true })
  const seeds = await makeSeeds(seedFolder)
  const mutants = [
    ...damaged(seeds),
    ...mp4Lies(seeds),
    ...containerLies(seeds),
    ...bombs(seeds),
    ...pretenders(seeds, elsewhere),
  ]
  const files: BrokenFile[] = []
  for (const [i, mutant] of mutants.entries()) files.push(await write(brokenFolder, i, mutant))
  return files
}

const write = async (folder: string, i: number, { name, bytes, sparseBytes = 0 }: Mutant): Promise<BrokenFile> => {
  const path = join(folder, `${String(i).padStart(3, '0')} ${name}`)
  await writeFile(path, bytes)
  if (sparseBytes > 0) await truncate(path, bytes.length + sparseBytes)
  return { name, path, bytes: bytes.length + sparseBytes }
}
