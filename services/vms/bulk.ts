import { isDeepStrictEqual } from 'node:util'
import { Problem, requireScope, type Api, type Call } from '#backbone'
import type { bin } from './bin.ts'
import type { Showing } from './catalogue.ts'
import type { BulkAction, Outcome, vms } from './contract.ts'
import type { Corrections, Deeds } from './deeds.ts'
import { correctedMetadata } from './metadata.ts'
import type { Row, Tx } from './store.ts'

type Result = { id: string; row?: Row; outcome: 'done' | 'unchanged' } | { id: string; problem: Problem }

/** What one action does to one asset; rows that are so already are left as they are. */
const deedOf = (action: BulkAction, deeds: Deeds, ofBin: ReturnType<typeof bin>) => {
  /** Changes only what differs. */
  const correcting =
    (correctionsOf: (row: Row, tx: Tx) => Corrections | Promise<Corrections>) => async (call: Call, id: string) =>
      deeds.act(call, { id }, async (tx, row) => {
        const corrections = await correctionsOf(row, tx)
        const names = Object.keys(corrections) as (keyof Corrections)[]
        const same = names.every((name) => isDeepStrictEqual(corrections[name], row[name]))
        return same && !row.deleted_at ? row : deeds.correct(corrections)(tx, row, call)
      })
  const reaching = (state: Row['state'], deed: Parameters<Deeds['act']>[2]) => (call: Call, id: string) =>
    deeds.act(call, { id }, async (tx, row) => (row.state === state && !row.deleted_at ? row : deed(tx, row, call)))

  switch (action.kind) {
    case 'publish':
      return reaching('published', deeds.publish)
    case 'withdraw':
      return reaching('withdrawn', deeds.withdraw)
    case 'delete':
      return (call: Call, id: string) => deeds.act(call, { id }, deeds.bin)
    case 'restore':
      return (call: Call, id: string) => ofBin.restored(call, id)
    case 'purge':
      return async (call: Call, id: string) => {
        await ofBin.purged(call, id)
        return { row: undefined, changed: true }
      }
    case 'move':
      return correcting(() => ({ column: action.column }))
    case 'tag':
      return correcting((row) => {
        const tags = [...new Set([...row.tags, ...(action.add ?? [])])].filter((tag) => !action.remove?.includes(tag))
        if (tags.length > mostTags) throw new Problem('too-many-tags', 409, `An asset has at most ${mostTags} tags`)
        return { tags }
      })
    case 'write':
      return correcting((row, tx) => correctedMetadata(tx, row, action))
  }
}
const mostTags = 50

/** What an action asks of the caller before anything is done. */
const scopeOf = ({ kind }: BulkAction): 'assets:publish' | 'assets:write' =>
  kind === 'publish' || kind === 'withdraw' ? 'assets:publish' : 'assets:write'

/** Does one thing to many assets, each in its own transaction: a problem with one stops none of the others. */
export const bulk =
  (deeds: Deeds, ofBin: ReturnType<typeof bin>, shown: Showing): Api<typeof vms>['bulk'] =>
  async ({ ids, action }, call) => {
    requireScope(call, scopeOf(action))
    const deed = deedOf(action, deeds, ofBin)
    const results: Result[] = []
    for (const id of ids) {
      results.push(
        await deed(call, id).then(
          ({ row, changed }): Result => ({ id, ...(row ? { row } : {}), outcome: changed ? 'done' : 'unchanged' }),
          (error: unknown): Result => {
            if (error instanceof Problem && error.status < 500) return { id, problem: error }
            throw error
          },
        ),
      )
    }
    const rows = results.flatMap((one) => ('row' in one && one.row ? [one.row] : []))
    const assets = new Map((await shown.all(rows, call)).map((asset) => [asset.id, asset]))
    const items = results.map((one): Outcome => {
      if (!('outcome' in one)) {
        const { type, message, status } = one.problem
        return { id: one.id, outcome: 'problem', problem: { type, title: message, status } }
      }
      const asset = assets.get(one.id)
      return { id: one.id, outcome: one.outcome, ...(asset ? { asset } : {}) }
    })
    const problems = items.filter(({ outcome }) => outcome === 'problem').length
    return { done: items.filter(({ outcome }) => outcome === 'done').length, problems, items }
  }
