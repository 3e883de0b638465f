import { boxesIn, broken, fields, needBox } from './box.ts'
import type { CmafInit } from './init.ts'

/** What a CMAF segment says about itself, in ticks of its track's clock. */
export type CmafSegment = {
  /** When the earliest sample is shown: what a timeline and a manifest go by. */
  startTicks: number
  durationTicks: number
  /** When the first sample is decoded (tfdt): earlier than it is shown, by the reordering of pictures. */
  decodeTicks: number
  samples: number
  startsWithKeyframe: boolean
}

const maximumSamples = 100_000
const nonSyncFlag = 0x10000

type Defaults = { durationTicks: number; flags: number }

/** Reads a segment of one or more moof/mdat pairs; throws MediaError `broken-segment`. */
export const parseSegment = (bytes: Buffer, init: CmafInit): CmafSegment => {
  const fragments = boxesIn(bytes).filter((box) => box.type === 'moof')
  const parsed = fragments.map((fragment) => parseFragment(fragment.payload, init))
  const first = parsed[0]
  if (!first) throw broken('it has no moof')
  if (!boxesIn(bytes).some((box) => box.type === 'mdat')) throw broken('it has no mdat')
  return {
    startTicks: Math.min(...parsed.map((fragment) => fragment.startTicks)),
    durationTicks: parsed.reduce((sum, fragment) => sum + fragment.durationTicks, 0),
    decodeTicks: first.decodeTicks,
    samples: parsed.reduce((sum, fragment) => sum + fragment.samples, 0),
    startsWithKeyframe: first.startsWithKeyframe,
  }
}

const parseFragment = (moof: Buffer, init: CmafInit): CmafSegment => {
  const traf = needBox(moof, ['traf'])
  const time = fields(needBox(traf, ['tfdt']))
  const version = time.u8()
  time.skip(3)
  const decodeTicks = version === 1 ? time.u64() : time.u32()
  const defaults = parseDefaults(needBox(traf, ['tfhd']), init)
  const total = { durationTicks: 0, samples: 0, startTicks: Number.MAX_SAFE_INTEGER, firstFlags: defaults.flags }
  for (const run of boxesIn(traf).filter((box) => box.type === 'trun'))
    addRun(run.payload, decodeTicks, defaults, total)
  if (total.samples === 0) throw broken('a fragment without samples')
  return {
    startTicks: total.startTicks,
    durationTicks: total.durationTicks,
    decodeTicks,
    samples: total.samples,
    startsWithKeyframe: (total.firstFlags & nonSyncFlag) === 0,
  }
}

const parseDefaults = (tfhd: Buffer, init: CmafInit): Defaults => {
  const box = fields(tfhd)
  const flags = box.u32() & 0xffffff
  box.skip(4)
  if (flags & 0x01) box.skip(8)
  if (flags & 0x02) box.skip(4)
  const durationTicks = flags & 0x08 ? box.u32() : init.defaultSampleDurationTicks
  if (flags & 0x10) box.skip(4)
  return { durationTicks, flags: flags & 0x20 ? box.u32() : init.defaultSampleFlags }
}

type Total = { durationTicks: number; samples: number; startTicks: number; firstFlags: number }

/** Adds one track run's samples to the fragment's totals. */
const addRun = (trun: Buffer, decodeTicks: number, defaults: Defaults, total: Total): void => {
  const box = fields(trun)
  const flags = box.u32() & 0xffffff
  const samples = box.u32()
  if (total.samples + samples > maximumSamples) throw broken('more samples than a segment can hold')
  if (flags & 0x001) box.skip(4)
  const firstFlags = flags & 0x004 ? box.u32() : undefined
  for (let i = 0; i < samples; i += 1) {
    const duration = flags & 0x100 ? box.u32() : defaults.durationTicks
    if (flags & 0x200) box.skip(4)
    const ownFlags = flags & 0x400 ? box.u32() : defaults.flags
    const offset = flags & 0x800 ? box.i32() : 0
    if (total.samples === 0) total.firstFlags = firstFlags ?? ownFlags
    total.startTicks = Math.min(total.startTicks, decodeTicks + total.durationTicks + offset)
    total.durationTicks += duration
    total.samples += 1
  }
}
