import { Type } from 'typebox'
import { contract } from '../contract/contract.ts'
import { Id, Instant, Name, Nothing, Page, paged } from '../contract/schemas.ts'

const Position = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const subscriber = Name(200)

const Parked = Type.Object({
  subscriber: Type.String({ description: 'The service that could not handle it' }),
  position: Type.Integer({ description: 'Its place among all events' }),
  station: Id,
  type: Type.String({ description: 'As in the contract of who told it, such as storage.essenceStored' }),
  subject: Type.String({ description: 'What it is about, such as the id of an asset' }),
  time: Instant,
  attempts: Type.Integer(),
  error: Type.Optional(Type.String({ description: 'Of the last attempt' })),
})

const Subscriber = Type.Object({
  name: Type.String(),
  position: Type.Integer({ description: 'The last event it has had' }),
  behind: Type.Integer({ description: 'Events it has not been offered yet; counted no further than 10,000' }),
  waiting: Type.Integer({ description: 'Events that are tried again by themselves' }),
  parked: Type.Integer({ description: 'Events that were given up on' }),
})

/** How the platform is at this moment, as one of its nodes sees it. */
export const Health = Type.Object({
  node: Type.Object({
    name: Type.String(),
    version: Type.String({ description: 'Of Rongmei' }),
    runtime: Type.String({ description: 'Of Node.js' }),
    startedAt: Instant,
    memoryBytes: Type.Integer(),
    loadPerCore: Type.Number({ description: 'Average load of the last minute for each core' }),
  }),
  database: Type.Object({
    version: Type.String(),
    bytes: Type.Integer(),
    connections: Type.Integer(),
    mostConnections: Type.Integer(),
    answeredSeconds: Type.Number({ description: 'How long it took to say this' }),
  }),
  objects: Type.Object({ freeBytes: Type.Optional(Type.Integer({ description: 'Where the store can tell' })) }),
})

/** What the operator sees of the bus, and may do about events that nobody could handle. */
export const system = contract({
  name: 'system',
  summary: 'The platform itself: its events, for the staff of the station that runs it',
  operations: {
    health: {
      http: 'GET /health',
      summary: 'How the node that answers, the database and the object store are',
      scope: 'system:read',
      input: Nothing,
      output: Health,
    },
    parked: {
      http: 'GET /parked',
      summary: 'Events that were given up on, in the order in which they were told',
      scope: 'system:read',
      input: paged({}),
      output: Page(Parked),
    },
    unpark: {
      http: 'POST /parked/:subscriber/:position/retry',
      summary: 'Try a parked event again',
      scope: 'system:manage',
      input: Type.Object({ subscriber, position: Position }),
      output: Nothing,
    },
    subscribers: {
      http: 'GET /subscribers',
      summary: 'Who takes events, and how far each is',
      scope: 'system:read',
      input: Nothing,
      output: Type.Array(Subscriber),
    },
    replay: {
      http: 'POST /subscribers/:subscriber/replay',
      summary: 'Deliver every event after a position once more (0: all that are kept)',
      scope: 'system:manage',
      input: Type.Object({ subscriber, position: Position }),
      output: Nothing,
    },
  },
  events: {},
})
