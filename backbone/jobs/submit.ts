import { sql, type Transaction } from 'kysely'
import { Value } from 'typebox/value'
import { Problem } from '../contract/problem.ts'
import { addSteps } from './steps.ts'
import type { Submission } from './types.ts'
import { wake } from './wake.ts'
import type { Workflow } from './workflow.ts'

/** Writes a run and its first steps in the caller's transaction, and wakes the workers when it commits. */
export const submitRun = async (
  tx: Transaction<any>,
  workflows: ReadonlyMap<string, Workflow>,
  hasQueue: (queue: string) => boolean,
  asked: Submission,
): Promise<string> => {
  const workflow = workflows.get(asked.workflow)
  if (!workflow) throw new Problem('unknown-workflow', 422, 'There is no such workflow', { workflow: asked.workflow })
  const input = asked.input ?? {}
  if (!Value.Check(workflow.input, input)) {
    const errors = Value.Errors(workflow.input, input).slice(0, 5)
    const why = errors.map((error) => `${error.instancePath || '/'} ${error.message}`)
    throw new Problem('invalid-input', 422, `This is not an input for '${workflow.name}'`, { why })
  }
  const priority = asked.priority ?? 0
  const added = await sql<{ id: string }>`
    insert into jobs.run (id, station, workflow, subject, title, input, priority)
    values (coalesce(${asked.id ?? null}::uuid, uuidv7()), ${asked.station}, ${asked.workflow},
      ${asked.subject ?? null}, ${asked.title}, ${JSON.stringify(input)}::jsonb, ${priority})
    on conflict (id) do nothing returning id`.execute(tx)
  const id = added.rows[0]?.id
  if (!id) return asked.id!
  const specs = workflow.start(input)
  if (specs.length === 0) throw new Problem('steps-refused', 422, `Workflow '${workflow.name}' started with no step`)
  const run = { id, station: asked.station, workflow: workflow.name, priority }
  await addSteps(tx, workflows, hasQueue, [{ run, specs }], new Map())
  await wake(tx, { kind: 'ready' })
  return id
}
