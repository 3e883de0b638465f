import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import { admit, glance } from './admission.ts'
import { doAttempt, type Abort } from './attempt.ts'
import { coalesced, every } from './coalesce.ts'
import { sweepFolders } from './folders.ts'
import type { Notes } from './notes.ts'
import { leaseSeconds, type Claim, type Queue } from './queue.ts'
import { settle } from './settle.ts'
import { makeSettler } from './settler.ts'
import { findLost, startSteps, type Started } from './start.ts'
import type { Ticks } from './ticks.ts'
import type { JobsOptions } from './types.ts'
import { listen } from './wake.ts'
import type { Workflow } from './workflow.ts'

const pollMs = 500
const beatMs = 2000

type Held = { step: string; attempt: number; run: string; queue: string; claim: Claim; control: AbortController }
type Parts = {
  options: JobsOptions
  db: Database
  queue: Queue
  workflows: ReadonlyMap<string, Workflow>
  notes: Notes
  ticks: Ticks
  onError: (error: unknown) => void
}

/** What works on this node: takes entries for its free slots, does the steps, and keeps their leases alive. */
export const openWorker = async (parts: Parts, firstSlots: Readonly<Record<string, number>>) => {
  const { options, db, queue, workflows, notes, ticks, onError } = parts
  const id = randomUUID()
  const held = new Set<Held>()
  let slots = firstSlots
  const queues = () => Object.keys(slots)

  const settler = makeSettler(
    async (batch) => {
      for (const run of await settle(db, queue, workflows, options.publish, batch)) ticks.moved(run)
    },
    (batch) => {
      const settled = new Set(batch.map((one) => one.claim.id))
      for (const one of held) if (settled.has(one.claim.id)) held.delete(one)
      void admission()
      for (const name of new Set(batch.map((one) => one.queue))) void pull(name)
    },
    onError,
  )

  const admission = coalesced(async () => {
    const admitted = await admit(db, queue, id, options.caps ?? {})
    for (const run of admitted.runs) ticks.moved(run)
    for (const name of admitted.queues) void pull(name)
  }, onError)

  const pulls = new Map<string, () => Promise<void>>()
  const pull = (name: string): Promise<void> => {
    if (!pulls.has(name))
      pulls.set(
        name,
        coalesced(() => take(name), onError),
      )
    return pulls.get(name)!()
  }
  const take = async (name: string) => {
    const busy = [...held].filter((one) => one.queue === name).length
    const free = (slots[name] ?? 0) - busy
    if (free <= 0) return
    const claims = await queue.fetch(name, free)
    if (claims.length === 0) return
    const started = await startSteps(db, id, options.node, claims)
    const byJob = new Map(started.map((row) => [row.job, row]))
    const stale = claims.filter((claim) => !byJob.has(claim.id))
    for (const claim of claims) if (byJob.has(claim.id)) begin(name, claim, byJob.get(claim.id)!)
    await queue.remove(name, stale)
  }
  const begin = (name: string, claim: Claim, started: Started) => {
    for (const old of held) if (old.step === started.id) old.control.abort('lost' satisfies Abort)
    const { id: step, attempt, run } = started
    const one: Held = { step, attempt, run, queue: name, claim, control: new AbortController() }
    held.add(one)
    ticks.moved(run)
    void doAttempt({ db, folder: options.folder, workflows, notes }, started, one.control).then((outcome) => {
      if (outcome) return settler.add({ step, attempt, run, queue: name, claim, outcome })
      held.delete(one)
      void queue
        .remove(name, [claim])
        .catch(onError)
        .then(() => pull(name))
    })
  }

  /** Since when this node has been able to show its own signs of life; before that it must not judge others' signs. */
  let steadySince = Date.now()
  let lastBeat = Date.now()
  const beat = async () => {
    if (Date.now() - lastBeat > 2 * beatMs) steadySince = Date.now()
    lastBeat = Date.now()
    try {
      await sql`
        insert into jobs.worker (id, node, pid, slots)
        values (${id}, ${options.node}, ${process.pid}, ${JSON.stringify(slots)}::jsonb)
        on conflict (id) do update set seen_at = clock_timestamp(), slots = excluded.slots`.execute(db.kysely)
      for (const [name, mine] of Map.groupBy(held, (one) => one.queue)) {
        const claims = mine.map((one) => one.claim).filter((claim) => !settler.isWriting(claim.id))
        if (claims.length > 0) await queue.touch(name, claims)
      }
      await abortLost()
      if (Date.now() - steadySince >= leaseSeconds * 1000) await queue.supervise()
    } catch (error) {
      steadySince = Date.now()
      throw error
    }
    // Entries whose lease ran out are waiting to be taken up.
    for (const name of queues()) void pull(name)
  }
  const abortLost = async () => {
    const mine = [...held]
    if (mine.length === 0) return
    const lost = await findLost(
      db,
      mine.map(({ step, attempt }) => ({ step, attempt })),
    )
    for (const { step, attempt, state } of lost) {
      const one = mine.find((other) => other.step === step && other.attempt === attempt)
      one?.control.abort((state === 'cancelled' ? 'cancelled' : 'lost') satisfies Abort)
    }
  }

  const poll = async () => {
    if (queues().length === 0) return
    const { ready, admitted } = await glance(db, queues())
    if (ready) void admission()
    for (const name of admitted) void pull(name)
  }

  const ear = listen(
    db.url,
    (message) => {
      if (message.kind === 'ready') void admission()
      else if (message.kind === 'go') void pull(message.queue)
      else {
        ticks.moved(message.run)
        for (const one of held) if (one.run === message.run) void abortLost().catch(onError)
      }
    },
    () => void admission(),
  )
  try {
    await ear.ready
    await sweepFolders(db, options.folder)
    await beat()
  } catch (cause) {
    await ear.close()
    throw cause
  }
  const stopBeat = every(beatMs, beat, onError)
  const stopPoll = every(pollMs, poll, onError)
  void admission()

  const untilIdle = async (ms: number) => {
    for (const end = Date.now() + ms; held.size > 0 && Date.now() < end;) await sleep(20)
  }
  const setSlots = async (next: Readonly<Record<string, number>>) => {
    slots = next
    await beat()
    void admission()
  }
  return {
    setSlots,
    async stop(drainSeconds: number) {
      slots = {}
      await beat().catch(onError)
      // A fetch may be on its way: what it brings is held, then drained or put back with the rest.
      await Promise.all([...pulls.values()].map((pulling) => pulling()))
      await untilIdle(drainSeconds * 1000)
      for (const one of held) one.control.abort('stopping' satisfies Abort)
      await untilIdle(12_000)
      stopPoll()
      stopBeat()
      await settler.drain(2000)
      await ear.close()
      await admission()
      await sql`delete from jobs.worker where id = ${id}`.execute(db.kysely).catch(onError)
    },
  }
}
export type Worker = Awaited<ReturnType<typeof openWorker>>
