import type { Contract } from '../contract/contract.ts'
import type { AnyService } from './service.ts'

/** Services in the order they must start; a dependency cycle or a missing one is a programming error. */
export const inDependencyOrder = (services: AnyService[], given: string[]): AnyService[] => {
  const byName = new Map(services.map((s) => [s.contract.name as string, s]))
  const order: AnyService[] = []
  const visit = (name: string, path: string[]) => {
    if (given.includes(name) || order.some((s) => s.contract.name === name)) return
    if (path.includes(name)) throw new Error(`services depend on each other: ${[...path, name].join(' → ')}`)
    const s = byName.get(name)
    if (!s) throw new Error(`${path.at(-1)} uses ${name}, which is not running here`)
    for (const used of Object.values(s.uses) as Contract[]) visit(used.name, [...path, name])
    order.push(s)
  }
  for (const name of byName.keys()) visit(name, [])
  return order
}
