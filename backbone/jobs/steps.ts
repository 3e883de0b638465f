import { sql, type Transaction } from 'kysely'
import { Problem } from '../contract/problem.ts'
import type { StepSpec, Workflow } from './workflow.ts'

/** The run that steps are added to. */
export type RunOfSteps = { id: string; station: string; workflow: string; priority: number }
type Asked = { run: RunOfSteps; specs: readonly StepSpec[]; madeBy?: string }

const maxInputBytes = 1_000_000

/** Adds steps to their runs, each ready, or waiting for those of its `after` that are not done. */
export const addSteps = async (
  tx: Transaction<any>,
  workflows: ReadonlyMap<string, Workflow>,
  hasQueue: (queue: string) => boolean,
  asked: Asked[],
  existing: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Promise<void> => {
  const rows = asked.flatMap(({ run, specs, madeBy }) => {
    const states = new Map(existing.get(run.id))
    for (const spec of specs) {
      if (states.has(spec.key)) throw refused(`two steps with the key '${spec.key}'`, madeBy)
      states.set(spec.key, 'new')
    }
    return specs.map((spec) => {
      const kind = workflows.get(run.workflow)?.steps[spec.kind]
      if (!kind) throw refused(`workflow '${run.workflow}' has no kind of step '${spec.kind}'`, madeBy)
      const queue = spec.queue ?? kind.queue
      if (!hasQueue(queue)) throw refused(`no kind of step works in queue '${queue}'`, madeBy)
      const after = [...new Set(spec.after)]
      const unknown = after.find((key) => !states.has(key) || key === spec.key)
      if (unknown) throw refused(`'${spec.key}' comes after '${unknown}', which is no other step of the run`, madeBy)
      const input = spec.input ?? {}
      if (JSON.stringify(input).length > maxInputBytes) throw refused(`the input of '${spec.key}' is too large`, madeBy)
      const missing = after.filter((key) => states.get(key) !== 'done').length
      return {
        station: run.station,
        run: run.id,
        key: spec.key,
        kind: spec.kind,
        title: spec.title ?? spec.key,
        queue,
        priority: spec.priority ?? run.priority,
        weight: spec.weight ?? 1,
        input,
        after,
        missing,
        made_by: madeBy ?? null,
        state: missing === 0 ? 'ready' : 'waiting',
      }
    })
  })
  for (const { run, specs } of asked) refuseCircle(run, specs)
  await sql`
    insert into jobs.step
      (station, run, key, kind, title, queue, priority, weight, input, after, missing, made_by, state, ready_at)
    select station, run, key, kind, title, queue, priority, weight, input,
      array(select jsonb_array_elements_text(after)), missing, made_by, state,
      case when state = 'ready' then clock_timestamp() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(station uuid, run uuid, key text, kind text,
      title text, queue text, priority int, weight real, input jsonb, after jsonb, missing int, made_by uuid, state text)`.execute(
    tx,
  )
}

/** Steps that wait for each other in a circle would wait for ever. */
const refuseCircle = (run: RunOfSteps, specs: readonly StepSpec[]) => {
  const left = new Map(specs.map((spec) => [spec.key, spec.after ?? []]))
  for (let before = -1; left.size !== before;) {
    before = left.size
    for (const [key, after] of left) if (!after.some((other) => left.has(other))) left.delete(key)
  }
  if (left.size > 0) throw refused(`steps of '${run.workflow}' wait for each other: ${[...left.keys()].join(', ')}`)
}

/** A workflow that asks for impossible steps; `madeBy` is the step whose result did. */
const refused = (why: string, madeBy?: string) =>
  new Problem('steps-refused', 422, 'The workflow asked for steps that cannot be', {
    why,
    ...(madeBy ? { madeBy } : {}),
  })
