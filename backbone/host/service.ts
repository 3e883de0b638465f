import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Transaction } from 'kysely'
import type { Static, TObject } from 'typebox'
import type { BusEvent } from '../bus/index.ts'
import type { Call } from '../contract/call.ts'
import type { Api, Contract, EventOf } from '../contract/contract.ts'
import type { Objects } from '../objects/index.ts'
import type { Log, Telemetry } from '../telemetry/index.ts'
import type { WorkContext, Workflow } from './workflow.ts'

export type Uses = Record<string, Contract>

/** What the audit trail keeps of a change: who did what to which thing, and how it was before and after. */
export type Change = { action: string; subject: string; before?: object; after?: object }

/** Everything the platform hands to a service, and nothing else. */
export type Kit<C extends Contract, U extends Uses, DB> = {
  /** One transaction in the service's own schema that sees only the rows of the call's station. */
  inStation<T>(who: Call | string, work: (tx: Transaction<DB>) => Promise<T>): Promise<T>
  /** One transaction in the service's own schema across all stations: for public pages and the platform's own chores. */
  across<T>(work: (tx: Transaction<DB>) => Promise<T>): Promise<T>
  /** The services named in `uses`. */
  use: { [K in keyof U]: Api<U[K]> }
  /** Tells a fact in the transaction that made it true; order is kept per `subject`. */
  publish<E extends keyof C['events'] & string>(
    tx: Transaction<DB>,
    event: E,
    about: { station: string; subject: string },
    data: EventOf<C, E>,
  ): Promise<void>
  /** Starts a workflow in the same transaction; returns the id of its run. */
  submit(
    tx: Transaction<DB>,
    run: { workflow: string; station: string; subject: string; title: string; input: object; priority?: number },
  ): Promise<string>
  /** Enters a change in the audit trail, in the transaction that makes it. */
  audit(tx: Transaction<DB>, call: Call, change: Change): Promise<void>
  /** Tells the people who have `room` open; transient, coalesced, never part of a transaction. */
  tell(station: string, room: string, message: object): void
  /** Who is calling a raw route; throws `not-signed-in` or `not-allowed`. */
  caller(
    request: FastifyRequest,
    scope?: Parameters<typeof import('../contract/call.ts').requireScope>[1],
  ): Promise<Call>
  objects: Objects
  /** 32 bytes for one purpose of this service, the same on every node of the station; never stored, never logged. */
  secret(purpose: string): Buffer
  log: Log
  telemetry: Telemetry
  /** Aborts when the node shuts down. */
  signal: AbortSignal
}

type WorkOf<C extends Contract> =
  C['work'] extends Record<string, { input: TObject; output: TObject }>
    ? {
        [K in keyof C['work']]: (
          input: Static<C['work'][K]['input']>,
          step: WorkContext,
        ) => Promise<Static<C['work'][K]['output']>>
      }
    : undefined

export type EventHandlers = Record<string, (event: BusEvent, call: Call) => Promise<void>>

export type Running<C extends Contract> = {
  api: Api<C>
  /** Reactions to facts told elsewhere, by event type (`vms.published`); each must bear being told twice. */
  on?: EventHandlers
  workflows?: Workflow[]
  /** Routes where bytes flow; everything else comes from the contract. */
  http?: (app: FastifyInstance) => void | Promise<void>
  stop?(): Promise<void>
} & (WorkOf<C> extends undefined ? { work?: undefined } : { work: WorkOf<C> })

export type Service<C extends Contract = Contract, U extends Uses = Uses, DB = any> = {
  contract: C
  uses: U
  /** Folder of numbered SQL files; absent when the service keeps nothing. */
  migrations?: URL
  start(kit: Kit<C, U, DB>): Running<C> | Promise<Running<C>>
}
/** Any service, for the host, which knows none of them by type. */
export type AnyService = { contract: any; uses: any; migrations?: URL | undefined; start(kit: any): any }

/** `DB` (the tables of the service's own schema) is given first so that the rest can be inferred: `service<Tables>()({ … })`. */
export const service =
  <DB>() =>
  <const C extends Contract, const U extends Uses>(s: Service<C, U, DB>) =>
    s
