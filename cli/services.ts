import { accessService } from '#backbone/access'
import desk from '../services/desk/service.ts'
import dna from '../services/dna/service.ts'
import key from '../services/key/service.ts'
import qc from '../services/qc/service.ts'
import search from '../services/search/service.ts'
import slice from '../services/slice/service.ts'
import storage from '../services/storage/service.ts'
import subtitles from '../services/subtitles/service.ts'
import transcode from '../services/transcode/service.ts'
import upload from '../services/upload/service.ts'
import vms from '../services/vms/service.ts'
import vod from '../services/vod/service.ts'

/** Every service there is; roles say which of them a node answers for and which queues it works. */
export const services = [
  accessService,
  storage,
  upload,
  slice,
  transcode,
  key,
  vod,
  vms,
  dna,
  qc,
  search,
  subtitles,
  desk,
]

export const serviceNames: string[] = services.map((one) => one.contract.name)
