// interim until all services have landed
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyService } from '../backbone/host/service.ts'
const load = async () => {
  const out: AnyService[] = []
  const a = join(import.meta.dirname, '../backbone/access/index.ts')
  if (existsSync(a)) out.push((await import(a)).accessService)
  for (const p of existsSync(join(import.meta.dirname, '../services/transcode/service.ts'))
    ? ['storage', 'upload', 'slice', 'transcode', 'vod', 'vms']
    : []) {
    const f = join(import.meta.dirname, '../services', p, 'service.ts')
    if (existsSync(f)) out.push((await import(f)).default)
  }
  for (;;) {
    const names = new Set([...out.map((s) => s.contract.name), 'runs'])
    const bad = out.findIndex((s) =>
      Object.values(s.uses as Record<string, { name: string }>).some((u) => !names.has(u.name)),
    )
    if (bad < 0) return out
    out.splice(bad, 1)
  }
}
export const services = await load()
export const serviceNames = ['access', 'storage', 'upload', 'slice', 'transcode', 'vod', 'vms']
