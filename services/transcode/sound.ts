import type { Kit, WorkContext } from '#backbone'
import { type MeasuredSound, writeLanes } from '#media/sound'
import type { transcode } from './contract.ts'
import { picturesFolder } from './pictures.ts'
import { keepSignals } from './signals-store.ts'
import type { Tables } from './store.ts'

type SoundKit = Pick<Kit<typeof transcode, never, Tables>, 'objects' | 'inStation'>

/** Keeps what was measured of a source's sound, in place of what was there before. */
export const keepSound = async (
  kit: SoundKit,
  source: string,
  { signals, lanes, waveform, fingerprint }: MeasuredSound,
  { call, signal }: WorkContext,
): Promise<void> => {
  const put = async (name: string, body: Buffer, contentType = 'application/octet-stream') => {
    const key = `${picturesFolder(call.station, source)}${name}`
    await kit.objects.put(key, body, { contentType, bytes: body.length, signal })
    return key
  }
  const keys = {
    lanes: await put('sound-lanes.bin', writeLanes(lanes)),
    waveform: await put('waveform.dat', waveform),
    ...(fingerprint ? { fingerprint: await put('sound-fingerprint.bin', fingerprint) } : {}),
    signals: await put('sound.json', Buffer.from(JSON.stringify(signals)), 'application/json'),
  }
  await kit.inStation(call, (tx) => keepSignals(tx, { source, station: call.station }, 'sound', keys))
}
