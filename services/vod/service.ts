import { service } from '#backbone'
import { key } from '#services/key'
import { slice } from '#services/slice'
import { subtitles } from '#services/subtitles'
import { transcode } from '#services/transcode'
import { vms } from '#services/vms'
import { openCipher } from './cipher.ts'
import { vod } from './contract.ts'
import { openDoor } from './door.ts'
import { routes } from './http.ts'
import { openLibrary } from './library.ts'
import { openMetering } from './metering.ts'
import { openTexts } from './texts.ts'

/** Plays what is on the timeline, from its first segment on. */
export default service<object>()({
  contract: vod,
  uses: { key, slice, subtitles, transcode, vms },
  start(kit) {
    const library = openLibrary(kit)
    const metering = openMetering(kit)
    return {
      api: {},
      http(app) {
        metering.count(app)
        return routes(app, {
          door: metering.noting(openDoor(kit)),
          library,
          cipher: metering.countingKeys(openCipher(kit, library)),
          texts: openTexts(kit, library),
          objects: kit.objects,
        })
      },
      stop: metering.stop,
    }
  },
})
