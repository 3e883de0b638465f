import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bombs } from './bombs.ts'
import { containerLies } from './containers.ts'
import { damaged } from './damage.ts'
import { mp4Lies } from './mp4.ts'
import type { Elsewhere, Mutant } from './mutant.ts'
import { pretenders } from './pretenders.ts'
import { makeSeeds } from './seeds.ts'

/** A broken file on disk: what kind of fault it has, how long it is, and the whole file that it was made from. */
export type BrokenFile = { name: string; fault: Fault; path: string; bytes: number; seed?: string }

type Fault = 'damage' | 'lies in MP4' | 'lies in other containers' | 'bombs' | 'pretenders'

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
  const mutants: Record<Fault, Mutant[]> = {
    damage: damaged(seeds),
    'lies in MP4': mp4Lies(seeds),
    'lies in other containers': containerLies(seeds),
    bombs: bombs(seeds),
    pretenders: pretenders(seeds, elsewhere),
  }
  const files: BrokenFile[] = []
  for (const [fault, made] of Object.entries(mutants) as [Fault, Mutant[]][]) {
    for (const mutant of made) {
      const file = { ...(await write(brokenFolder, files.length, mutant)), fault }
      files.push(mutant.seed === undefined ? file : { ...file, seed: join(seedFolder, `seed.${mutant.seed}`) })
    }
  }
  return files
}

const write = async (
  folder: string,
  i: number,
  { name, bytes, sparseBytes = 0 }: Mutant,
): Promise<Omit<BrokenFile, 'fault'>> => {
  const path = join(folder, `${String(i).padStart(3, '0')} ${name}`)
  await writeFile(path, bytes)
  if (sparseBytes > 0) await truncate(path, bytes.length + sparseBytes)
  return { name, path, bytes: bytes.length + sparseBytes }
}
