export type StepState = 'waiting' | 'ready' | 'admitted' | 'running' | 'done' | 'failed' | 'cancelled'
/** What the graph needs of a step. */
export type GraphStep = {
  key: string
  kind: string
  title: string
  state: StepState
  progress: number
  after: readonly string[]
  grewFrom?: string
}

/** One box: a step, or many alike that stand side by side. */
export type Box<S extends GraphStep = GraphStep> = {
  id: string
  kind: string
  steps: S[]
  state: StepState
  progress: number
  counts: Partial<Record<StepState, number>>
}
export type Graph<S extends GraphStep = GraphStep> = { columns: Box<S>[][]; edges: { from: string; to: string }[] }

/** As many steps alike, or more, share one box. */
const groupFrom = 4

const before = (step: GraphStep) => [...step.after, ...(step.grewFrom === undefined ? [] : [step.grewFrom])]

/** How many steps lie before each: one that waits for others, or grew out of another, stands to their right. */
const depthsOf = (steps: readonly GraphStep[]): Map<string, number> => {
  const byKey = new Map(steps.map((step) => [step.key, step]))
  const depths = new Map<string, number>()
  const depthOf = (key: string): number => {
    const known = depths.get(key)
    if (known !== undefined) return known
    const step = byKey.get(key)
    // Known before its causes are: a circle, which the engine refuses, would end here too.
    depths.set(key, 0)
    const causes = step ? before(step).filter((cause) => byKey.has(cause)) : []
    const depth = causes.length === 0 ? 0 : 1 + Math.max(...causes.map(depthOf))
    depths.set(key, depth)
    return depth
  }
  for (const { key } of steps) depthOf(key)
  return depths
}

const inOrder = new Intl.Collator('en', { numeric: true })
/** Slices by their number; kinds stay in the order in which the engine made them. */
const sorted = <S extends GraphStep>(steps: readonly S[]): S[] => {
  const kinds = new Map([...new Set(steps.map(({ kind }) => kind))].map((kind, i) => [kind, i]))
  return steps.toSorted((a, b) => kinds.get(a.kind)! - kinds.get(b.kind)! || inOrder.compare(a.key, b.key))
}

/** What a box of many says in one word: what needs a person first, then what moves. */
const mostTelling: readonly StepState[] = ['failed', 'running', 'admitted', 'ready', 'waiting', 'cancelled', 'done']

const boxOf = <S extends GraphStep>(id: string, steps: S[]): Box<S> => {
  const counts: Box['counts'] = {}
  for (const { state } of steps) counts[state] = (counts[state] ?? 0) + 1
  const started = counts.done !== undefined && counts.done < steps.length && (counts.ready ?? counts.waiting)
  const state = mostTelling.find((one) => counts[one]) ?? 'waiting'
  return {
    id,
    kind: steps[0]!.kind,
    steps,
    state: started && (state === 'ready' || state === 'waiting') ? 'running' : state,
    progress: steps.reduce((sum, step) => sum + (step.state === 'done' ? 1 : step.progress), 0) / steps.length,
    counts,
  }
}

/**
 * Lays steps out from left to right. Steps of one kind that stand beside each other become one box from four on, so
 * that a run of 300 slices is read as quickly as one of three. Edges implied by longer ways are left out.
 */
export const layOut = <S extends GraphStep>(given: readonly S[]): Graph<S> => {
  const steps = sorted(given)
  const depths = depthsOf(steps)
  const alike = Map.groupBy(steps, (step) => `${depths.get(step.key)}/${step.kind}`)
  const boxes: { depth: number; box: Box<S> }[] = []
  const boxOfStep = new Map<string, string>()
  for (const [id, group] of alike) {
    const depth = depths.get(group[0]!.key) ?? 0
    const parts =
      group.length >= groupFrom ? [{ id, steps: group }] : group.map((step) => ({ id: step.key, steps: [step] }))
    for (const part of parts) {
      boxes.push({ depth, box: boxOf(part.id, part.steps) })
      for (const step of part.steps) boxOfStep.set(step.key, part.id)
    }
  }
  const columns: Box<S>[][] = []
  for (const { depth, box } of boxes) (columns[depth] ??= []).push(box)
  return { columns: columns.filter((column) => column !== undefined), edges: edgesOf(steps, boxOfStep) }
}

/** All steps of a graph in the order they are read: column by column, from the top. */
export const inReadingOrder = <S extends GraphStep>({ columns }: Graph<S>): S[] =>
  columns.flatMap((column) => column.flatMap(({ steps }) => steps))

const edgesOf = (steps: readonly GraphStep[], boxOfStep: ReadonlyMap<string, string>): Graph['edges'] => {
  const to = new Map<string, Set<string>>()
  for (const step of steps) {
    const target = boxOfStep.get(step.key)!
    for (const cause of before(step)) {
      const from = boxOfStep.get(cause)
      if (from !== undefined && from !== target) to.set(from, (to.get(from) ?? new Set()).add(target))
    }
  }
  const leads = (from: string, target: string, seen = new Set<string>()): boolean =>
    [...(to.get(from) ?? [])].some((next) => {
      if (next === target) return true
      if (seen.has(next)) return false
      seen.add(next)
      return leads(next, target, seen)
    })
  return [...to].flatMap(([from, targets]) =>
    [...targets]
      .filter((target) => ![...targets].some((other) => other !== target && leads(other, target)))
      .map((target) => ({ from, to: target })),
  )
}

type StepNews = { key: string; state: StepState; progress: number; note?: string | null }

/** The steps of a run with what was just told of some of them. Undefined when there is one we do not know: look again. */
export const withNews = <S extends GraphStep & { note?: string }>(
  steps: readonly S[],
  news: readonly StepNews[],
): S[] | undefined => {
  const byKey = new Map(news.map((one) => [one.key, one]))
  const next = steps.map((step): S => {
    const one = byKey.get(step.key)
    if (!one) return step
    byKey.delete(step.key)
    const { note: _, ...rest } = step
    return { ...rest, state: one.state, progress: one.progress, ...(one.note ? { note: one.note } : {}) } as S
  })
  return byKey.size > 0 ? undefined : next
}
