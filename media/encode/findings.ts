import type { Finding } from './types.ts'

/** What ffmpeg complained of, put to the stretch of the source it was working on; addresses in memory are left out. */
export const findingsOf = (complaints: readonly string[], fromSeconds: number, toSeconds: number): Finding[] => {
  const messages = complaints.map((line) => line.replace(/^(?:\[[^\]]* @ 0x[0-9a-f]+\] ?)+/, '').trim())
  return [...new Set(messages)].map((message) => ({ fromSeconds, toSeconds, message }))
}
