import { service } from '#backbone'
import { slice } from '#services/slice'
import { transcode } from '#services/transcode'
import { vms } from '#services/vms'
import { vod } from './contract.ts'
import { routes } from './http.ts'
import { openLibrary } from './library.ts'

/** Plays what is on the timeline, from its first segment on. */
export default service<object>()({
  contract: vod,
  uses: { slice, transcode, vms },
  start: (kit) => ({
    api: {},
    http: (app) => routes(app, openLibrary(kit), kit.objects),
  }),
})
