import type { Kit } from '#backbone'
import type { storage } from '#services/storage'
import type { transcode } from '#services/transcode'
import type { vms } from '#services/vms'
import type { dna } from './contract.ts'
import type { Tables } from './store.ts'

export type DnaKit = Kit<typeof dna, { storage: typeof storage; transcode: typeof transcode; vms: typeof vms }, Tables>

/** All bytes of an object that is known to be small. */
export const bytesOf = async ({ objects }: Pick<DnaKit, 'objects'>, key: string): Promise<Uint8Array> => {
  const { body } = await objects.get(key)
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
