import { changedMeanwhile, Problem, type Api, type Call } from '#backbone'
import { builtInTemplates, type Template as Rules } from '#media/qc'
import type { qc, Template } from './contract.ts'
import { noTemplate, type QcKit } from './kit.ts'
import {
  changeTemplate,
  chooseTemplate,
  chosenTemplate,
  dropTemplate,
  findTemplate,
  insertTemplate,
  type StopsPublish,
  type TemplateRow,
  templatesOf,
  type Tx,
} from './store.ts'

const isDefaultTemplate = (template: string) =>
  new Problem('template-in-use', 409, 'What comes in is judged by this template: choose another one first', {
    template,
  })

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const fallback = 'general'
const builtIn: Readonly<Record<string, Rules>> = builtInTemplates
/** What goes on air cannot be called back; elsewhere people decide for themselves. */
const builtInStops = (id: string): StopsPublish => (id.startsWith('broadcast') ? 'fail' : 'never')

/** A template as something is judged by it. */
export type Judging = { id: string; title: string; stopsPublish: StopsPublish; rules: Rules }

const ofBuiltIn = (id: string): Judging | undefined => {
  const rules = Object.hasOwn(builtIn, id) ? builtIn[id] : undefined
  return rules && { id, title: id, stopsPublish: builtInStops(id), rules }
}

const ofRow = ({ id, title, stops_publish, rules }: TemplateRow): Judging => ({
  id,
  title,
  stopsPublish: stops_publish,
  rules,
})

/** The template of a name or id; of the station's choice where none is named. Throws `template-not-found`. */
export const templateFor = async (tx: Tx, wanted: string | undefined): Promise<Judging> => {
  const id = wanted ?? (await chosenTemplate(tx)) ?? fallback
  const own = uuid.test(id) ? await findTemplate(tx, id) : undefined
  const found = own ? ofRow(own) : ofBuiltIn(id)
  if (!found) throw noTemplate(id)
  return found
}

type TemplateOps = Pick<
  Api<typeof qc>,
  'templates' | 'addTemplate' | 'changeTemplate' | 'dropTemplate' | 'chooseTemplate'
>

/** Templates: those of the program, those of the station, and the one it judges by. */
export const templateOps = ({ inStation, audit }: QcKit): TemplateOps => {
  const shape = (one: Judging, chosen: string, version = 1): Template => ({
    ...one,
    builtIn: Object.hasOwn(builtIn, one.id),
    isDefault: one.id === chosen,
    version,
  })
  const chosenIn = async (tx: Tx) => (await chosenTemplate(tx)) ?? fallback
  const refuse = async (tx: Tx, id: string): Promise<never> => {
    const present = await findTemplate(tx, id)
    throw present ? changedMeanwhile(present.version) : noTemplate(id)
  }

  return {
    templates: (_, call) =>
      inStation(call, async (tx) => {
        const chosen = await chosenIn(tx)
        const own = await templatesOf(tx)
        return {
          items: [
            ...Object.keys(builtIn).map((id) => shape(ofBuiltIn(id)!, chosen)),
            ...own.map((row) => shape(ofRow(row), chosen, row.version)),
          ],
        }
      }),

    addTemplate: ({ title, stopsPublish, rules }, call) =>
      inStation(call, async (tx) => {
        const by = call.actor.name
        const values = { station: call.station, title, stops_publish: stopsPublish, rules, created_by: by }
        const row = await insertTemplate(tx, values)
        await audit(tx, call, { action: 'qc.template-added', subject: row.id, after: { title, stopsPublish } })
        return shape(ofRow(row), await chosenIn(tx))
      }),

    changeTemplate: ({ id, version, stopsPublish, ...changes }, call) =>
      inStation(call, async (tx) => {
        const before = await findTemplate(tx, id)
        const all = { ...changes, ...(stopsPublish ? { stops_publish: stopsPublish } : {}) }
        const row = (await changeTemplate(tx, id, version, all)) ?? (await refuse(tx, id))
        await audit(tx, call, {
          action: 'qc.template-changed',
          subject: id,
          before: before && { title: before.title, stopsPublish: before.stops_publish, rules: before.rules },
          after: { title: row.title, stopsPublish: row.stops_publish, rules: row.rules },
        } as Parameters<typeof audit>[2])
        return shape(ofRow(row), await chosenIn(tx), row.version)
      }),

    dropTemplate: ({ id }, call) =>
      inStation(call, async (tx) => {
        if ((await chosenIn(tx)) === id) throw isDefaultTemplate(id)
        const row = await dropTemplate(tx, id)
        if (!row) throw noTemplate(id)
        await audit(tx, call, { action: 'qc.template-deleted', subject: id, before: { title: row.title } })
        return {}
      }),

    chooseTemplate: ({ template }, call: Call) =>
      inStation(call, async (tx) => {
        const before = await chosenIn(tx)
        const chosen = await templateFor(tx, template)
        await chooseTemplate(tx, { station: call.station, template })
        const change = { before: { template: before }, after: { template } }
        await audit(tx, call, { action: 'qc.template-chosen', subject: call.station, ...change })
        const row = uuid.test(template) ? await findTemplate(tx, template) : undefined
        return shape(chosen, template, row?.version)
      }),
  }
}
