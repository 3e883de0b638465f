import type { Contract } from '../contract/contract.ts'
import type { Bus } from '../bus/index.ts'
import type { Database } from '../db/index.ts'
import type { Log } from '../telemetry/index.ts'
import type { AnyService, Running } from './service.ts'

export type RunToSubmit = {
  workflow: string
  station: string
  subject: string
  title: string
  input: object
  priority?: number
}

/** What the host needs of the jobs engine. */
export type Engine = {
  contract: Contract
  api: object
  submit(tx: unknown, run: RunToSubmit): Promise<string>
  work(queues: Record<string, number>): Promise<void>
  close(): Promise<void>
}

export type OpenEngine = (options: {
  db: Database
  node: string
  services: AnyService[]
  running: Map<string, Running<Contract>>
  publish: Bus['publish']
  tell(station: string, room: string, message: object): void
  log: Log
}) => Promise<Engine>
