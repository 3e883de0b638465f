import { problemFrom } from '#backbone/problem'
import type { Picked } from '../uploads/pick.ts'

const longestMilliseconds = 300_000

/** Fetches the film that a station can be tried with, as if the person had picked it. */
export const fetchDemoClip = async (): Promise<Picked> => {
  const reply = await fetch('/console/demo-clip.mp4', { signal: AbortSignal.timeout(longestMilliseconds) })
  if (!reply.ok) throw problemFrom(reply.status, await reply.json().catch(() => undefined))
  const name = /filename\*=UTF-8''([^;]+)/.exec(reply.headers.get('content-disposition') ?? '')?.[1]
  const file = new File([await reply.blob()], name ? decodeURIComponent(name) : 'demo.mp4', { type: 'video/mp4' })
  return { file, folder: '' }
}
