import { Problem, type Api, type Call } from '#backbone'
import type { desk, Todo, TodoKind } from './contract.ts'
import type { DeskKit, Measuring } from './figures.ts'
import { sources, type Source } from './sources.ts'
import { keepPutOff, lock, putOff, stillOff, takeUp } from './store.ts'

type TodoOps = Pick<Api<typeof desk>, 'todo' | 'putOff' | 'takeUp'>

/** Of one kind no more are looked at than this, nor shown than a list may have. */
const mostLookedAt = 1000
const mostShown = 200
const mostPutOff = 5000

const urgency = { fail: 0, warn: 1, info: 2 }
const badTime = () => new Problem('invalid-input', 400, 'That is no time to put something off until')

/** What needs a person, found afresh each time where the truth is; all that is kept is what they do not want to see. */
export const todoApi = (kit: DeskKit, measuring: Measuring): TodoOps => {
  const { inStation, tell } = kit
  const all = sources(kit, measuring)
  const told = (call: Call) => tell(call.station, 'desk', { what: 'todo', person: call.actor.id })

  const look = async ({ kind, pages, total }: Source, call: Call) => {
    const shown: Todo[] = []
    let [seen, off, atEnd] = [0, 0, true]
    for await (const page of pages(call)) {
      const keys = page.map((one) => one.key)
      const hidden = await inStation(call, (tx) => stillOff(tx, call.actor.id, keys))
      seen += page.length
      off += hidden.size
      shown.push(...page.filter((one) => !hidden.has(one.key)))
      atEnd = seen < mostLookedAt && shown.length < mostShown
      if (!atEnd) break
    }
    const count = atEnd || !total ? shown.length : Math.max(shown.length, (await total(call)) - off)
    return { kind, shown, off, count }
  }

  return {
    async todo({ kind, limit = 50 }, call) {
      const asked = all.filter((one) => kind === undefined || one.kind === kind)
      const meant = asked.filter((one) => one.scopes.some((scope) => call.scopes.has(scope)))
      const found = await Promise.all(meant.map((source) => look(source, call)))
      const items = found
        .flatMap(({ shown }) => shown)
        .toSorted((a, b) => urgency[a.severity] - urgency[b.severity] || b.at.localeCompare(a.at))
      const sum = (of: (one: (typeof found)[number]) => number) => found.reduce((total, one) => total + of(one), 0)
      return {
        items: items.slice(0, limit),
        total: sum(({ count }) => count),
        kinds: found
          .filter(({ count }) => count > 0)
          .map(({ kind, count }): { kind: TodoKind; count: number } => ({ kind, count })),
        putOff: sum(({ off }) => off),
      }
    },
    async putOff({ keys, until }, call) {
      const time = until === undefined ? null : new Date(until)
      if (time && Number.isNaN(time.getTime())) throw badTime()
      const person = call.actor.id
      await inStation(call, async (tx) => {
        await lock(tx, `${call.station}/${person}`)
        await putOff(tx, call.station, person, [...new Set(keys)], time)
        await keepPutOff(tx, person, mostPutOff)
      })
      told(call)
      return {}
    },
    async takeUp({ keys }, call) {
      await inStation(call, (tx) => takeUp(tx, call.actor.id, keys))
      told(call)
      return {}
    },
  }
}
