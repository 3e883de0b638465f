import type { Settling } from './settle.ts'
import {
  expired,
  forgetTerminated,
  noteReceived,
  terminateUpload,
  undiscarded,
  unfinished,
  type UploadKit,
} from './store.ts'

/** Complete uploads are left to the node that finishes them for as long as it shows signs of life. */
const abandonedSeconds = 60

/** One round over what crashes and patience left behind; each kind is bounded, the next round goes on. */
export const sweep = async (kit: UploadKit, { settle, discard }: Settling): Promise<void> => {
  const { staging } = kit.objects
  for (const row of await kit.across((tx) => unfinished(tx, abandonedSeconds))) {
    if (kit.signal.aborted) return
    await settle(row).catch((err: unknown) => kit.log.warn({ err, upload: row.id }, 'an upload cannot be finished yet'))
  }
  for (const row of await kit.across(expired)) {
    if (kit.signal.aborted) return
    const bytes = await staging.offset(row.id)
    // Its last bytes were stored, but the node died before it could say so.
    if (row.state === 'receiving' && bytes !== undefined && bytes === row.bytes) {
      await kit.inStation(row.station, (tx) => noteReceived(tx, row.id, bytes))
    } else {
      await kit.inStation(row.station, (tx) => terminateUpload(tx, row.id))
    }
  }
  for (const row of await kit.across(undiscarded)) {
    if (kit.signal.aborted) return
    await discard(row.station, row.id)
  }
  await kit.across(forgetTerminated)
}
