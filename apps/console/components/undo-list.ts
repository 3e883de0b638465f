export type Undo = {
  /** What was done, in a few words: `已删除 3 条素材`. */
  text: string
  /** Puts everything back as it was. */
  undo(): void
  /** Makes it so; called when the time is over. */
  settle?(): void
}
export type Undoable = Undo & { id: number; held: boolean }

const undoMilliseconds = 8000
const most = 4

type Waiting = { timer: ReturnType<typeof setTimeout> | undefined; startedAt: number; leftMilliseconds: number }

/** A list of what can still be taken back; each entry is settled after 8 s, except while it is held. */
export const undoList = () => {
  let list: readonly Undoable[] = []
  let count = 0
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<() => void>()
  const set = (next: readonly Undoable[]) => {
    list = next
    for (const tell of listeners) tell()
  }
  const take = (id: number): Undoable | undefined => {
    const one = list.find((entry) => entry.id === id)
    clearTimeout(waiting.get(id)?.timer)
    waiting.delete(id)
    if (one) set(list.filter((entry) => entry !== one))
    return one
  }
  const settle = (id: number) => take(id)?.settle?.()
  const mark = (id: number, held: boolean) => set(list.map((one) => (one.id === id ? { ...one, held } : one)))

  return {
    all: () => list,
    subscribe(changed: () => void) {
      listeners.add(changed)
      return () => void listeners.delete(changed)
    },
    offer(undo: Undo): number {
      const id = ++count
      set([...list, { ...undo, id, held: false }])
      const timer = setTimeout(() => settle(id), undoMilliseconds)
      waiting.set(id, { timer, startedAt: Date.now(), leftMilliseconds: undoMilliseconds })
      if (list.length > most) settle(list[0]!.id)
      return id
    },
    takeBack: (id: number) => take(id)?.undo(),
    hold(id: number) {
      const entry = waiting.get(id)
      if (!entry?.timer) return
      clearTimeout(entry.timer)
      entry.timer = undefined
      entry.leftMilliseconds -= Date.now() - entry.startedAt
      mark(id, true)
    },
    go(id: number) {
      const entry = waiting.get(id)
      if (!entry || entry.timer) return
      entry.startedAt = Date.now()
      entry.timer = setTimeout(() => settle(id), Math.max(0, entry.leftMilliseconds))
      mark(id, false)
    },
    settleAll() {
      for (const { id } of list) settle(id)
    },
  }
}

/** The console's own. `offerUndo({ text, undo, settle })` after an optimistic change. */
export const undos = undoList()
export const offerUndo = undos.offer
