import type { Kit } from '#backbone'
import type { key } from '#services/key'
import type { slice } from '#services/slice'
import type { subtitles } from '#services/subtitles'
import type { transcode } from '#services/transcode'
import type { vms } from '#services/vms'
import type { vod } from './contract.ts'

/** What the platform hands to this service. */
export type VodKit = Kit<
  typeof vod,
  { key: typeof key; vms: typeof vms; slice: typeof slice; subtitles: typeof subtitles; transcode: typeof transcode },
  object
>
