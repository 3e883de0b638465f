import { Problem, type Kit } from '#backbone'
import type { storage } from '#services/storage'
import type { transcode } from '#services/transcode'
import type { vms } from '#services/vms'
import type { qc } from './contract.ts'
import type { Tables } from './store.ts'

export type QcKit = Kit<typeof qc, { storage: typeof storage; transcode: typeof transcode; vms: typeof vms }, Tables>

export const notJudged = (asset: string) =>
  new Problem('not-judged', 404, 'This asset has not been judged yet', { asset })
export const noFinding = (finding: string) =>
  new Problem('finding-not-found', 404, 'There is no such finding in the report of this asset', { finding })
export const noTemplate = (template: string) =>
  new Problem('template-not-found', 404, 'There is no such template here', { template })

/** All bytes of an object that is known to be small. */
export const bytesOf = async ({ objects }: Pick<QcKit, 'objects'>, key: string): Promise<Buffer> => {
  const { body } = await objects.get(key)
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
