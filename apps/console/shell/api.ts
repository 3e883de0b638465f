import { access } from '#backbone/access/contract'
import { system } from '#backbone/bus/contract'
import { client } from '#backbone/client'
import { runs } from '#backbone/jobs/contract'
import { desk } from '#services/desk'
import { dna } from '#services/dna'
import { key } from '#services/key'
import { qc } from '#services/qc'
import { search } from '#services/search'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { subtitles } from '#services/subtitles'
import { transcode } from '#services/transcode'
import { upload } from '#services/upload'
import { vms } from '#services/vms'

const kept = 'rongmei.station'

/** The station the person works in, as every request tells it. Kept by the browser. */
export const chosenStation = (): string | undefined => localStorage.getItem(kept) ?? undefined

export const keepStation = (station: string | undefined): void => {
  if (station === undefined) localStorage.removeItem(kept)
  else localStorage.setItem(kept, station)
}

/** An address the browser opens by itself (a picture, a download), naming the station it belongs to. */
export const stationAddress = (path: string): string => {
  const station = chosenStation()
  return station === undefined ? path : `${path}?station=${station}`
}

const options = { origin: location.origin, station: chosenStation }

/** The services, in the words of their contracts. */
export const api = {
  access: client(access, options),
  desk: client(desk, options),
  dna: client(dna, options),
  runs: client(runs, options),
  key: client(key, options),
  qc: client(qc, options),
  search: client(search, options),
  slice: client(slice, options),
  storage: client(storage, options),
  subtitles: client(subtitles, options),
  system: client(system, options),
  transcode: client(transcode, options),
  upload: client(upload, options),
  vms: client(vms, options),
}
